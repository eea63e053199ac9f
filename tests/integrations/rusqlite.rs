//! A table of `SQLite`, through `rusqlite`.

use registry::LookupError;
use rusqlite::{Connection, Error, params};

use crate::scripts::{self, Language, Runtime};

fn table() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute("CREATE TABLE runs (runtime TEXT NOT NULL, language TEXT)", ()).unwrap();
    let mut insert = connection.prepare("INSERT INTO runs VALUES (?1, ?2)").unwrap();
    for (runtime, language) in
        [("lua@5.4".parse::<Runtime>().unwrap(), Some(Language::Lua)), ("lua@5.3".parse().unwrap(), None)]
    {
        insert.execute(params![runtime, language]).unwrap();
    }
    drop(insert);
    connection
}

#[test]
fn values_are_stored_as_text() {
    let table = table();
    let count = |condition: &str| -> u32 {
        table.query_one(&format!("SELECT count(*) FROM runs WHERE {condition}"), (), |row| row.get(0)).unwrap()
    };
    assert_eq!(count("runtime = 'lua@5.4' AND language = 'lua' AND typeof(runtime) = 'text'"), 1);
    let mut rows = table.prepare("SELECT runtime, language FROM runs ORDER BY runtime DESC").unwrap();
    let rows = rows.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(Runtime, Option<Language>)> = rows.map(Result::unwrap).collect();
    assert_eq!(rows, [(Runtime::Lua5_4, Some(Language::Lua)), ("lua@5.3".parse().unwrap(), None)]);
    // A parameter of a condition.
    let found: String =
        table.query_one("SELECT runtime FROM runs WHERE runtime = ?1", [Runtime::Lua5_4], |row| row.get(0)).unwrap();
    assert_eq!(found, "lua@5.4");
}

#[test]
fn a_removed_runtime_is_an_error() {
    let table = table();
    let read = |runtime: &str| {
        table.query_one("SELECT runtime FROM runs WHERE runtime = ?1", [runtime], |row| {
            row.get::<_, scripts::later::Runtime>(0)
        })
    };
    assert_eq!(read("lua@5.4").unwrap(), scripts::later::Runtime::Lua5_4);
    let error = read("lua@5.3").unwrap_err();
    assert!(error.to_string().contains("unknown version `5.3` of `lua`, did you mean `5.4`?"), "{error}");
    let Error::FromSqlConversionFailure(0, _, error) = error else { panic!("{error}") };
    assert_eq!(error.downcast_ref::<LookupError>().unwrap().suggestion(), Some("5.4"));
}

#[test]
fn other_types_are_errors() {
    let table = table();
    let error = table.query_one("SELECT 54", (), |row| row.get::<_, Runtime>(0)).unwrap_err();
    assert!(matches!(error, Error::InvalidColumnType(0, ..)), "{error}");
}
