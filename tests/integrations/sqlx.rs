//! A table of `SQLite`, through `sqlx`: its own driver, and the one for any database.

use std::error::Error;

use registry::LookupError;
use sqlx::any::AnyPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AnyPool, SqlitePool};

use crate::scripts::{self, Language, Runtime};

#[tokio::test]
async fn values_are_stored_as_text() {
    let table = table().await;
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM runs WHERE runtime = 'lua@5.4' AND typeof(language) = 'text'")
            .fetch_one(&table)
            .await
            .unwrap();
    assert_eq!(count, 1);
    let rows: Vec<(Runtime, Option<Language>)> =
        sqlx::query_as("SELECT runtime, language FROM runs ORDER BY runtime DESC").fetch_all(&table).await.unwrap();
    assert_eq!(rows, [(Runtime::Lua5_4, Some(Language::Lua)), ("lua@5.3".parse().unwrap(), None)]);
}

#[tokio::test]
async fn a_removed_runtime_is_an_error() {
    let table = table().await;
    let read = async |runtime: &str| {
        let query = sqlx::query_scalar("SELECT runtime FROM runs WHERE runtime = ?").bind(runtime.to_owned());
        query.fetch_one(&table).await
    };
    let found: scripts::later::Runtime = read("lua@5.4").await.unwrap();
    assert_eq!(found, scripts::later::Runtime::Lua5_4);
    let error = read("lua@5.3").await.unwrap_err();
    assert!(error.to_string().contains("unknown version `5.3` of `lua`, did you mean `5.4`?"), "{error}");
    let source = error.source().and_then(|source| source.downcast_ref::<LookupError>());
    assert_eq!(source.unwrap().suggestion(), Some("5.4"));
}

#[tokio::test]
async fn other_types_are_errors() {
    let error = sqlx::query_scalar::<_, Runtime>("SELECT 54").fetch_one(&table().await).await.unwrap_err();
    assert!(error.to_string().contains("(as SQL type `TEXT`) is not compatible with SQL type `INTEGER`"), "{error}");
}

#[tokio::test]
async fn any_database() {
    sqlx::any::install_default_drivers();
    let pool: AnyPool = AnyPoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::query("CREATE TABLE runs (runtime TEXT)").execute(&pool).await.unwrap();
    sqlx::query("INSERT INTO runs VALUES (?)").bind(Runtime::Cpp14).execute(&pool).await.unwrap();
    let found: Runtime = sqlx::query_scalar("SELECT runtime FROM runs").fetch_one(&pool).await.unwrap();
    assert_eq!(found, Runtime::Cpp14);
}

async fn table() -> SqlitePool {
    // Every connection has a separate database.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::query("CREATE TABLE runs (runtime TEXT NOT NULL, language TEXT)").execute(&pool).await.unwrap();
    for (runtime, language) in
        [("lua@5.4".parse::<Runtime>().unwrap(), Some(Language::Lua)), ("lua@5.3".parse().unwrap(), None)]
    {
        sqlx::query("INSERT INTO runs VALUES (?, ?)").bind(runtime).bind(language).execute(&pool).await.unwrap();
    }
    pool
}
