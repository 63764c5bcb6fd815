// libpq's non-blocking calls between polls that end by a deadline.
#include "greycache/postgres/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/postgres/libpq_message.h"
#include "greycache/postgres/sqlstate.h"

namespace greycache {

namespace {

using Kind = StoreError::Kind;

constexpr const char* kSettingsName = "settings";

// A migration warns of what an administrator should look at.
void log_notice(void*, const char* message) {
  const bool warning = std::string_view(message).starts_with("WARNING");
  log_typed(LogType::dbaccess, warning ? 1 : 4, "PostgreSQL says: {}", useful_lines(message));
}

StoreError connection_error(const char* message) {
  return {kind_of_sqlstate(sqlstate_in(message)), "PostgreSQL: " + useful_lines(message)};
}

constexpr std::string_view kInsufficientPrivilege = "42501";

StoreError statement_error(const pg_result* result, const std::string& advice = {}) {
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string code = sqlstate == nullptr ? "" : sqlstate;
  const bool advised = code == kInsufficientPrivilege && !advice.empty();
  return {kind_of_sqlstate(code),
          "PostgreSQL: " + useful_lines(text == nullptr ? PQresultErrorMessage(result) : text) +
              (code.empty() ? "" : " (" + code + ")") + (advised ? "; " + advice : "")};
}

bool succeeded(const pg_result* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

}  // namespace

void Connection::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

void Connection::close() {
  connection_.reset();
  prepared_.clear();
  pooled_ = true;
}

// Where it leads to, as libpq names it in its own messages.
std::string Connection::server() const {
  if (!connection_) return "PostgreSQL";
  const auto text = [](const char* value) {
    return escaped(value == nullptr ? std::string_view() : std::string_view(value));
  };
  const std::string host = text(PQhost(connection_.get()));
  const std::string port = text(PQport(connection_.get()));
  if (host.starts_with('/')) return "PostgreSQL on " + host + "/.s.PGSQL." + port;
  return "PostgreSQL at " + host + ", port " + port;
}

StoreError Connection::lost(const std::string& what) {
  StoreError error{Kind::unavailable,
                   server() + ": " + (what.empty() ? "the connection is lost" : what)};
  close();
  return error;
}

StoreError Connection::timed_out() {
  StoreError error{Kind::unavailable, server() + ": no answer in time"};
  close();
  return error;
}

// False when the deadline passes first.
bool Connection::wait_for(short events, Deadline deadline, short& happened) const {
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left <= Milliseconds::zero()) return false;
    pollfd entry = {PQsocket(connection_.get()), events, 0};
    const int count = poll(&entry, 1, static_cast<int>(std::min<long>(left.count(), 3'600'000)));
    happened = entry.revents;
    if (count > 0 || (count < 0 && errno != EINTR)) return true;
  }
}

StoreResult<void> Connection::connect(const std::vector<ConnectionKeywords>& hosts,
                                      Milliseconds timeout) {
  std::optional<StoreError> error;
  for (const ConnectionKeywords& keywords : hosts) {
    auto result = connect_to(keywords, std::chrono::steady_clock::now() + timeout);
    if (result) return {};
    close();
    if (!error) {
      error = std::move(result.error());
      continue;
    }
    // A host that says why it does not take us says more than one that does not answer.
    if (error->kind == Kind::unavailable) error->kind = result.error().kind;
    error->message += "; " + result.error().message;
  }
  return tl::unexpected(std::move(*error));
}

StoreResult<void> Connection::connect_to(const ConnectionKeywords& keywords, Deadline deadline) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : keywords) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  close();
  connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
  if (!connection_) return tl::unexpected(lost("out of memory"));
  // The only way to the SQLSTATE of a refused connection.
  PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);
  PQsetNoticeProcessor(connection_.get(), log_notice, nullptr);
  return finish_connecting(deadline);
}

StoreResult<void> Connection::finish_connecting(Deadline deadline) {
  short events = POLLOUT;
  while (PQstatus(connection_.get()) != CONNECTION_BAD) {
    short happened = 0;
    if (!wait_for(events, deadline, happened)) return tl::unexpected(timed_out());
    const PostgresPollingStatusType status = PQconnectPoll(connection_.get());
    if (status == PGRES_POLLING_OK) {
      PQsetErrorVerbosity(connection_.get(), PQERRORS_DEFAULT);
      PQsetnonblocking(connection_.get(), 1);
      return {};
    }
    if (status == PGRES_POLLING_FAILED) break;
    events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
  }
  return tl::unexpected(connection_error(PQerrorMessage(connection_.get())));
}

bool Connection::connected() {
  // What has arrived unasked is a notice or the end.
  while (connection_) {
    pollfd entry = {PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&entry, 1, 0) <= 0) break;
    if (PQconsumeInput(connection_.get()) == 0) close();
  }
  return connection_ != nullptr;
}

int Connection::server_version() const {
  return connection_ ? PQserverVersion(connection_.get()) : 0;
}

bool Connection::send(const Statement& statement) {
  const auto& parameters = statement.parameters.values();
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const Parameters::Value& value : parameters) {
    types.push_back(value.type);
    values.push_back(value.bytes.data());
    lengths.push_back(static_cast<int>(value.bytes.size()));
  }
  const std::vector<int> formats(parameters.size(), 1);
  const auto count = static_cast<int>(parameters.size());
  if (statement.name != nullptr && !pooled_) {
    return PQsendQueryPrepared(connection_.get(), statement.name, count, values.data(),
                               lengths.data(), formats.data(), 0) == 1;
  }
  return PQsendQueryParams(connection_.get(), statement.sql, count, types.data(), values.data(),
                           lengths.data(), formats.data(), 0) == 1;
}

// A pipeline is one transaction: they hold to its end.
bool Connection::send_settings() {
  return settings_sql_.empty() || send({settings_sql_.c_str(), {}, kSettingsName});
}

StoreResult<Rows> Connection::next_result(Deadline deadline) {
  while (true) {
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) return tl::unexpected(lost(useful_lines(PQerrorMessage(connection_.get()))));
    if (PQisBusy(connection_.get()) == 0) break;
    // While we send, the server may wait until we read.
    short happened = 0;
    const auto events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    if (!wait_for(events, deadline, happened)) return tl::unexpected(timed_out());
    if ((happened & ~POLLOUT) != 0 && PQconsumeInput(connection_.get()) == 0) {
      return tl::unexpected(lost(useful_lines(PQerrorMessage(connection_.get()))));
    }
  }
  Rows rows(PQgetResult(connection_.get()));
  if (PQstatus(connection_.get()) == CONNECTION_BAD) {
    return tl::unexpected(lost(useful_lines(PQerrorMessage(connection_.get()))));
  }
  return rows;
}

StoreResult<std::vector<Rows>> Connection::pipeline_results(std::size_t count, Deadline deadline) {
  std::vector<Rows> all;
  std::optional<StoreError> error;
  for (std::size_t i = 0; i < count; ++i) {
    auto rows = next_result(deadline);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    if (!succeeded(rows->get()) && !error) error = statement_error(rows->get(), advice_);
    all.push_back(std::move(*rows));
    auto end = next_result(deadline);
    if (!end) return tl::unexpected(std::move(end.error()));
  }
  const auto synced = next_result(deadline);
  if (!synced) return tl::unexpected(synced.error());
  if (PQresultStatus(synced->get()) != PGRES_PIPELINE_SYNC) {
    return tl::unexpected(lost("answers are out of step"));
  }
  if (error && error->kind == Kind::unavailable) close();
  if (error) return tl::unexpected(std::move(*error));
  return all;
}

StoreResult<std::vector<Rows>> Connection::execute(std::span<const Statement> statements,
                                                   Deadline deadline) {
  if (!connection_) return tl::unexpected(lost(""));
  if (auto done = prepare_all(statements, deadline); !done) return tl::unexpected(done.error());
  const bool sent =
      PQenterPipelineMode(connection_.get()) == 1 && send_settings() &&
      std::ranges::all_of(statements, [this](const auto& each) { return send(each); }) &&
      PQpipelineSync(connection_.get()) == 1;
  return run_pipeline(sent, statements.size(), deadline);
}

StoreResult<std::vector<Rows>> Connection::run_pipeline(bool sent, std::size_t count,
                                                        Deadline deadline) {
  if (!sent) return tl::unexpected(lost(useful_lines(PQerrorMessage(connection_.get()))));
  const std::size_t settings = settings_sql_.empty() ? 0 : 1;
  auto results = pipeline_results(settings + count, deadline);
  if (results && settings != 0) results->erase(results->begin());
  if (connection_ && PQexitPipelineMode(connection_.get()) == 0) {
    return tl::unexpected(lost("answers are out of step"));
  }
  return results;
}

StoreResult<void> Connection::prepare_all(std::span<const Statement> statements,
                                          Deadline deadline) {
  if (pooled_) return {};
  const auto wants = [this](const Statement& statement) {
    return statement.name != nullptr && !prepared_.contains(statement.name);
  };
  if (const Statement settings{settings_sql_.c_str(), {}, kSettingsName};
      !settings_sql_.empty() && wants(settings)) {
    // In a script, since what is prepared here stands at the head of every pipeline.
    auto done = run_script(fmt::format("prepare {} as {}", kSettingsName, settings_sql_), deadline);
    if (!done) return done;
    prepared_.insert(kSettingsName);
  }
  for (const Statement& statement : statements) {
    if (!wants(statement)) continue;
    if (auto done = prepare(statement, deadline); !done) return done;
  }
  return {};
}

StoreResult<void> Connection::prepare(const Statement& statement, Deadline deadline) {
  std::vector<Oid> types;
  for (const Parameters::Value& value : statement.parameters.values()) types.push_back(value.type);
  const bool sent = PQenterPipelineMode(connection_.get()) == 1 && send_settings() &&
                    PQsendPrepare(connection_.get(), statement.name, statement.sql,
                                  static_cast<int>(types.size()), types.data()) == 1 &&
                    PQpipelineSync(connection_.get()) == 1;
  auto done = run_pipeline(sent, 1, deadline);
  if (!done) return tl::unexpected(std::move(done.error()));
  prepared_.insert(statement.name);
  return {};
}

StoreResult<Rows> Connection::execute(const Statement& statement, Deadline deadline) {
  auto results = execute(std::span(&statement, 1), deadline);
  if (!results) return tl::unexpected(std::move(results.error()));
  return std::move(results->front());
}

void Connection::set_in_transactions(
    std::span<const std::pair<std::string, std::string>> settings) {
  settings_sql_.clear();
  begin_sql_ = "begin";
  for (const auto& [name, value] : settings) {
    settings_sql_ += settings_sql_.empty() ? "select " : ", ";
    settings_sql_ += fmt::format("set_config('{}', '{}', true)", name, value);
    begin_sql_ += fmt::format("; set local {} = {}", name, value);
  }
  prepared_.clear();
}

StoreResult<void> Connection::look_for_pooler(Deadline deadline) {
  pooled_ = true;
  const auto asked = execute({"select pg_backend_pid()", {}}, deadline);
  if (!asked && asked.error().kind == Kind::unavailable) {
    return tl::unexpected(StoreError{
        Kind::unavailable, asked.error().message + ", though it took the connection: a pooler "
                                                   "without a free connection to the server?"});
  }
  if (!asked) return tl::unexpected(asked.error());
  pooled_ = asked->number(0, 0) != PQbackendPID(connection_.get());
  if (!pooled_) return {};
  auto begun = begin(deadline);
  if (begun) return end(false, deadline);
  if (begun.error().message.find("statement pooling") == std::string::npos) return begun;
  return tl::unexpected(StoreError{
      Kind::refused, begun.error().message + ": set pool_mode = transaction (or session) there"});
}

std::string Connection::database() const {
  return connection_ ? PQdb(connection_.get()) : "";
}

std::string Connection::role() const {
  return connection_ ? PQuser(connection_.get()) : "";
}

StoreResult<void> Connection::begin(Deadline deadline) {
  return run_script(begin_sql_, deadline);
}

StoreResult<void> Connection::end(bool commit, Deadline deadline) {
  auto done = run_script(commit ? "commit" : "rollback", deadline);
  if (!done && !commit) close();
  return done;
}

StoreResult<void> Connection::run_script(const std::string& script, Deadline deadline) {
  if (!connection_ || PQsendQuery(connection_.get(), script.c_str()) == 0) {
    return tl::unexpected(lost(""));
  }
  std::optional<StoreError> error;
  while (true) {
    const auto rows = next_result(deadline);
    if (!rows) return tl::unexpected(rows.error());
    if (rows->get() == nullptr) break;
    if (!succeeded(rows->get()) && !error) error = statement_error(rows->get());
  }
  if (!error) return {};
  if (error->kind == Kind::unavailable) close();
  return tl::unexpected(std::move(*error));
}

}  // namespace greycache
