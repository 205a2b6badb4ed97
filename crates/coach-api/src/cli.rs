//! The command line: the service, and what an operator does beside it.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::{ArgGroup, Parser, Subcommand};
use plan_store::members::{self, Member, Role};
use plan_store::organizations::{self, Feature};
use plan_store::tokens::{self, ApiToken, NewToken, Scopes};
use plan_store::{OrgId, PersonId, SchemaState, Store, StoreError, StoreOptions, TokenId};
use web_base::config::{ConfigError, Env};
use web_base::telemetry;

use crate::app;
use crate::config::{Config, database_url};

/// The coach's service of Strata. Settings come from the environment
/// (`STRATA_DATABASE_URL` and others; docs/operations.md lists them).
#[derive(Debug, Parser)]
#[command(name = "coach-api", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API (the default).
    Serve,
    /// Brings the database's tables up to date.
    Migrate {
        /// Also lets this PostgreSQL role read what the public service needs, and nothing else.
        #[arg(long, value_name = "ROLE")]
        grant_public_reader: Option<String>,
    },
    /// Organizations.
    #[command(subcommand)]
    Org(OrgCommand),
    /// People in an organization.
    #[command(subcommand)]
    Member(MemberCommand),
    /// API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
}

#[derive(Debug, Subcommand)]
enum OrgCommand {
    /// Makes an organization and prints its id.
    Create {
        /// What it is called.
        #[arg(long)]
        name: String,
        /// What it may use; may be given several times.
        #[arg(long, value_name = "FEATURE")]
        feature: Vec<Feature>,
        /// Where its "today" comes from, as an IANA name; UTC unless given.
        #[arg(long, value_name = "ZONE", value_parser = time_zone)]
        time_zone: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    /// Makes a person a member and prints the person's id.
    Add {
        /// The organization.
        #[arg(long, value_name = "ID")]
        org: OrgId,
        /// athlete, coach or head_coach.
        #[arg(long)]
        role: Role,
        /// What the organization calls them.
        #[arg(long, default_value = "A member")]
        name: String,
        /// Somebody who exists already, to join or to get another role.
        #[arg(long, value_name = "ID")]
        person: Option<PersonId>,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Makes a token and prints it, once and never again.
    #[command(group(ArgGroup::new("owner").args(["person", "role"]).required(true)))]
    Create {
        /// The organization it is for.
        #[arg(long, value_name = "ID")]
        org: OrgId,
        /// Whose it is.
        #[arg(long, value_name = "ID")]
        person: Option<PersonId>,
        /// Instead of a person: makes a member of this role for it.
        #[arg(long)]
        role: Option<Role>,
        /// What its owner calls it.
        #[arg(long, default_value = "API token")]
        name: String,
        /// What it allows; everything its owner may do unless given.
        #[arg(long, value_name = "SCOPES")]
        scopes: Option<Scopes>,
        /// Days until it ends; never unless given.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3650))]
        expires_in_days: Option<u16>,
    },
    /// Prints the tokens of an organization, oldest first, never their secrets.
    ///
    /// A header and a line for each, tabs between: id, name, person's id and name, scopes,
    /// and when it was made, was last used (to within ten minutes), ends, and was revoked.
    List {
        /// The organization.
        #[arg(long, value_name = "ID")]
        org: OrgId,
    },
    /// Ends a token at once; again changes nothing.
    Revoke {
        /// Its id, as `token list` prints it.
        #[arg(value_name = "ID")]
        id: TokenId,
    },
}

/// Why a command did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot serve: {0}")]
    Serve(#[source] std::io::Error),
    #[error("cannot print: {0}")]
    Print(#[source] std::io::Error),
    #[error("the database's tables are {0}; run: coach-api migrate")]
    Schema(&'static str),
}

/// Does what the process's arguments say.
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match perform(arguments.command.unwrap_or(Command::Serve)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell if standard error is gone too.
            let _ = writeln!(std::io::stderr(), "coach-api: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(command: Command) -> Result<(), Failure> {
    let env = Env::of_process();
    match command {
        Command::Serve => serve(&Config::from_env(&env)?).await,
        Command::Migrate {
            grant_public_reader,
        } => {
            let store = open(&env)?;
            for name in store.migrate().await? {
                print(format_args!("applied {name}"))?;
            }
            if let Some(role) = grant_public_reader {
                store.grant_public_reader(&role).await?;
                print(format_args!("{role} may read published plans"))?;
            }
            Ok(())
        }
        Command::Org(command) => organization(&open(&env)?, command).await,
        Command::Member(command) => member(&open(&env)?, command).await,
        Command::Token(command) => token(&open(&env)?, command).await,
    }
}

async fn serve(config: &Config) -> Result<(), Failure> {
    telemetry::init(&config.log);
    let store = Store::open(&config.database_url, StoreOptions::default());
    match store.schema_state().await? {
        SchemaState::Current => {}
        SchemaState::Outdated => return Err(Failure::Schema("outdated")),
        SchemaState::Missing => return Err(Failure::Schema("missing")),
    }
    let bound = app::bind_configured(config).map_err(Failure::Serve)?;
    tracing::info!(address = %bound.address(), database = %config.database_url, "serving");
    bound.run().await.map_err(Failure::Serve)
}

async fn organization(store: &Store, command: OrgCommand) -> Result<(), Failure> {
    let OrgCommand::Create {
        name,
        feature,
        time_zone,
    } = command;
    let now = Utc::now();
    let id = store
        .write(move |conn| {
            let made = organizations::create(conn, &name, time_zone.as_deref(), now)?;
            for feature in feature {
                organizations::set_feature(conn, made.id, feature, true)?;
            }
            Ok::<_, StoreError>(made.id)
        })
        .await?;
    print(id)
}

async fn member(store: &Store, command: MemberCommand) -> Result<(), Failure> {
    let MemberCommand::Add {
        org,
        role,
        name,
        person,
    } = command;
    let now = Utc::now();
    let person = store
        .write(move |conn| {
            let person = match person {
                Some(person) => person,
                None => members::create_person(conn, &name, now)?,
            };
            organizations::get(conn, org)?;
            members::set_role(conn, org, person, role)?;
            Ok::<_, StoreError>(person)
        })
        .await?;
    print(person)
}

async fn token(store: &Store, command: TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::Create {
            org,
            person,
            role,
            name,
            scopes,
            expires_in_days,
        } => {
            let now = Utc::now();
            let secret = store
                .write(move |conn| {
                    organizations::get(conn, org)?;
                    let person_id = match (person, role) {
                        (Some(person), _) => person,
                        (None, role) => {
                            let person = members::create_person(conn, &name, now)?;
                            members::set_role(conn, org, person, role.unwrap_or(Role::Coach))?;
                            person
                        }
                    };
                    let new = NewToken {
                        org_id: org,
                        person_id,
                        name,
                        scopes: scopes.unwrap_or_else(Scopes::all),
                        expires_at: expires_in_days.map(|days| after(now, days)),
                    };
                    Ok::<_, StoreError>(tokens::create(conn, new, now)?.1)
                })
                .await?;
            print(secret.reveal())
        }
        TokenCommand::List { org } => {
            let (tokens, members) = store
                .read(move |conn| {
                    organizations::get(conn, org)?;
                    Ok::<_, StoreError>((tokens::list(conn, org)?, members::list(conn, org)?))
                })
                .await?;
            print(TOKEN_COLUMNS.join("\t"))?;
            tokens
                .iter()
                .try_for_each(|token| print(token_line(token, &members)))
        }
        TokenCommand::Revoke { id } => {
            let now = Utc::now();
            let revoked = store
                .write(move |conn| {
                    let org = tokens::get(conn, id)?.org_id;
                    tokens::revoke(conn, org, id, now)?;
                    tokens::get(conn, id)
                })
                .await?;
            print(format_args!("{id} is revoked: {}", cell(&revoked.name)))
        }
    }
}

const TOKEN_COLUMNS: [&str; 9] = [
    "id",
    "name",
    "person",
    "person name",
    "scopes",
    "created",
    "last used",
    "expires",
    "revoked",
];

/// A token under [`TOKEN_COLUMNS`]; `-` is what never was and never will be.
fn token_line(token: &ApiToken, members: &[Member]) -> String {
    let person = members
        .iter()
        .find(|member| member.person_id == token.person_id)
        .map_or("-", |member| &member.display_name);
    let perhaps = |at: Option<DateTime<Utc>>| at.map_or_else(|| "-".to_owned(), moment);
    [
        token.id.to_string(),
        cell(&token.name),
        token.person_id.to_string(),
        cell(person),
        token.scopes.to_string(),
        moment(token.created_at),
        perhaps(token.last_used_at),
        perhaps(token.expires_at),
        perhaps(token.revoked_at),
    ]
    .join("\t")
}

/// Free text that stays in its cell and on its line.
fn cell(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn after(now: DateTime<Utc>, days: u16) -> DateTime<Utc> {
    now + TimeDelta::days(i64::from(days))
}

fn open(env: &Env<'_>) -> Result<Store, Failure> {
    Ok(Store::open(&database_url(env)?, StoreOptions::default()))
}

fn time_zone(name: &str) -> Result<String, String> {
    name.parse::<chrono_tz::Tz>()
        .map(|zone| zone.name().to_owned())
        .map_err(|_| "expected an IANA name such as Europe/Berlin".to_owned())
}

/// To standard output, for people and for scripts.
fn print(line: impl Display) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{line}").map_err(Failure::Print)
}
