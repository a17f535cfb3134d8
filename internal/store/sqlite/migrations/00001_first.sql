-- +goose Up
CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  repository TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  generation INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL,
  summary TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  previous TEXT NOT NULL,
  proposed INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  counted_before INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  lease_owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (service, fingerprint, generation)
);
CREATE INDEX cases_updated ON cases (updated);
CREATE INDEX cases_ended ON cases (ended, repository, service);

CREATE TABLE archived (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  generation INTEGER NOT NULL,
  state TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  ended INTEGER NOT NULL,
  UNIQUE (service, fingerprint, generation)
);

CREATE TABLE counters (
  service TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (service, fingerprint, commit_sha)
);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  handled INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX inbox_case ON inbox (case_id, handled);

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  name TEXT NOT NULL,
  vital INTEGER NOT NULL,
  at INTEGER NOT NULL,
  done INTEGER NOT NULL,
  result TEXT NOT NULL
);
CREATE INDEX effects_case ON effects (case_id);

CREATE TABLE lessons (
  id TEXT PRIMARY KEY,
  repository TEXT NOT NULL,
  service TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  error_type TEXT NOT NULL,
  ending TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX lessons_fingerprint ON lessons (fingerprint);
CREATE VIRTUAL TABLE lesson_words USING fts5 (id UNINDEXED, words);

CREATE TABLE brake (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  engaged INTEGER NOT NULL,
  why TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at INTEGER NOT NULL
);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  sealed BLOB NOT NULL
);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_case ON audit (case_id, number);
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '');
