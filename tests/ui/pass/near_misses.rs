//! Values that resemble mistakes, but can run.

#[rustfmt::skip]
mod scripts {
    registry::runtimes! {
        operators { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["awk", "-F|", "| ", "| %s |", "&c.", "|x", ";x", "x;", "a && b", "</i>", "<i>", "> ", "&&&"] }
        assignments { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["env", "A=b", "python", "C=d"] }
        no_assignments { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["a-b=c", "{file}", "&&", "1=2"] }
        wrapped { versions: ["1"], image_tpl: "a:{version}", file_ext: "py", interpreter: ["python", "/opt/runner.py"] }
        preloaded { versions: ["1"], image_tpl: "a:{version}", file_ext: "rb", interpreter: ["ruby", "-r/opt/prelude.rb", "--require=prelude.rb", "-e", "load('x.rb')"] }
        downloaded { versions: ["1"], image_tpl: "a:{version}", file_ext: "ts", interpreter: ["deno", "run", "https://example.com/run.ts"] }
        program_with_extension { versions: ["1"], image_tpl: "a:{version}", file_ext: "py", interpreter: ["run.py", ".py", "lib/.py"] }
        other_extension { versions: ["1"], image_tpl: "a:{version}", file_ext: "java", interpreter: ["java", "-cp", "lib.jar"] }
        named { versions: ["1"], image_tpl: "a:{version}", file_ext: "c", interpreter: ["make", "main.c", "{file}"] }
        literal_file { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["make", "{{file}}"] }
        derived { versions: ["1"], image_tpl: "a:{version}", file_ext: "cc", interpreter: ["sh", "-c", "cp {file} /tmp/main.cc && c++ /tmp/main.cc"] }
        first_argument { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "exec python \"$@\"", "sh"] }
        own_name { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["bash", "-euc", ". \"${{0}}\""] }
        by_path { versions: ["1"], image_tpl: "a:{version}", file_ext: "py", interpreter: ["sh", "-c", "python /scripts/main.py"] }
        shell { versions: ["1"], image_tpl: "a:{version}", file_ext: "sh", interpreter: ["sh", "-e"] }
        shell_with_options { versions: ["1"], image_tpl: "a:{version}", file_ext: "sh", interpreter: ["bash", "--norc", "-o", "pipefail"] }
        command_after_options { versions: ["1"], image_tpl: "a:{version}", file_ext: "sh", interpreter: ["sh", "-c"] }
        not_a_shell { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["cash", "-c", "make"] }
        builtins { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: [".", "/opt/env.sh", "&&", "export", "A=b", "&&", ":", "&&", "python", "{file}"] }
        paths { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["./run", "..", ".", "/opt/", "~/x", "$HOME/x", "exec"] }
        tilde { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["~run"] }
        dollar { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["$"] }
        code { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["Rscript", "-e", "source('{file}')", "--eval", "'{file}'", "-e", "{file};"] }
        path_is_name { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "exec python \"$0\""] }
        path_is_second { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "exec python $1 ${{2}}", "sh", "-u", "{file}"] }
        path_is_moved { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "shift; exec \"$1\"", "sh", "x", "{file}"] }
        path_is_listed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "exec lua \"$@\"", "sh", "-x", "{file}"] }
        path_is_passed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["zsh", "-c", "exec lua $argv", "zsh", "{file}"] }
        shell_command { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["bash", "-c", "{file} | sort"] }
        shell_file { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["env", "sh", "{file}", "a b"] }
        statement { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sqlite3", ":memory:", ".read {file}"] }
        requirement { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", ">=3", "a?b", "*.x", "'x'", "#!x"] }
        prefixed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "--in={file}", "{file}:main", "@{file}", "{file}.out", "x={file};"] }
        words { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "a b", "-Dargs=-a -b", "select -1", "-e", "x -y", "a -", "'a -b'"] }
        paths_with_file { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "//{file}", "--in=./{file}", "file://{file}", "-I/x/{file}"] }
        dollars { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "${{file}}", "$", "$1{version}"] }
        script_is_program { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["{file}"] }
        examples { versions: ["1"], image_tpl: "a:{version}", file_ext: "lua", interpreter: ["lua"], example: "print(1) -- hello.lua" }
        other_example { versions: ["1"], image_tpl: "a:{version}", file_ext: "lua", interpreter: ["lua"], example: "a.b" }
    }
}

fn main() {
    assert_eq!(scripts::OPERATORS_1.command.len(), 14);
    assert_eq!(scripts::LITERAL_FILE_1.command, ["make", "{file}", "/scripts/main.x"]);
}
