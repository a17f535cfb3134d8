-- +goose Up
CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  repository TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  generation BIGINT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  reason TEXT NOT NULL,
  summary TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  previous TEXT NOT NULL,
  proposed BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  counted_before BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  lease_owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (service, fingerprint, generation)
);
CREATE INDEX cases_updated ON cases (updated);
CREATE INDEX cases_ended ON cases (ended, repository, service);

CREATE TABLE archived (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  generation BIGINT NOT NULL,
  state TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  ended BIGINT NOT NULL,
  UNIQUE (service, fingerprint, generation)
);

CREATE TABLE counters (
  service TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (service, fingerprint, commit_sha)
);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  handled BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX inbox_case ON inbox (case_id, handled);

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  name TEXT NOT NULL,
  vital BIGINT NOT NULL,
  at BIGINT NOT NULL,
  done BIGINT NOT NULL,
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
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX lessons_fingerprint ON lessons (fingerprint);
CREATE TABLE lesson_words (
  id TEXT PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX lesson_words_words ON lesson_words USING GIN (words);

CREATE TABLE brake (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  engaged BIGINT NOT NULL,
  why TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  until BIGINT NOT NULL,
  sealed BYTEA NOT NULL
);

CREATE TABLE audit (
  number BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_case ON audit (case_id, number);
CREATE TABLE audit_head (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '');
