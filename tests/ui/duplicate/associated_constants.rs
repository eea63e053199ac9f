registry::runtimes! {
    a_l_l { versions: ["1"], image_tpl: "all:{version}", file_ext: "a", interpreter: ["a"] }
    c_o_u_n_t { versions: ["1"], image_tpl: "count:{version}", file_ext: "c", interpreter: ["c"] }
    r_e_g_i_s_t_r_y { versions: ["1"], image_tpl: "registry:{version}", file_ext: "r", interpreter: ["r"] }
    c_o_u { versions: ["n.t"], image_tpl: "count:{version}", file_ext: "c", interpreter: ["c"] }
}

fn main() {
    let _ = (A_L_L_1, Runtime::ALL1, Language::ALL, C_O_U_N_T_1, C_O_U_N_T);
}
