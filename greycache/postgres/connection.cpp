#include "greycache/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/postgres/sqlstate.h"

namespace greycache {

namespace {

using Kind = StoreError::Kind;

std::string first_line(const char* message) {
  const std::string_view text = message == nullptr ? std::string_view() : message;
  return escaped(trimmed(text.substr(0, text.find('\n'))));
}

// A migration warns of what an administrator should look at.
void log_notice(void*, const char* message) {
  const bool warning = std::string_view(message).starts_with("WARNING");
  log_typed(LogType::dbaccess, warning ? 1 : 4, "PostgreSQL says: {}", first_line(message));
}

// libpq's message of several attempts (IPv4, IPv6, with and without TLS) ends with the last one.
std::string last_line(std::string_view message) {
  message = trimmed(message);
  const std::size_t location = message.rfind("\nLOCATION:");
  message = message.substr(0, location);
  return escaped(trimmed(message.substr(message.rfind('\n') + 1)));
}

StoreError connection_error(const char* message) {
  return {kind_of_sqlstate(sqlstate_in(message)), "PostgreSQL: " + last_line(message)};
}

StoreError statement_error(const pg_result* result) {
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string code = sqlstate == nullptr ? "" : sqlstate;
  return {kind_of_sqlstate(code),
          "PostgreSQL: " + first_line(text == nullptr ? PQresultErrorMessage(result) : text) +
              (code.empty() ? "" : " (" + code + ")")};
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
}

StoreError Connection::lost(const std::string& what) {
  close();
  return {Kind::unavailable, "PostgreSQL: " + (what.empty() ? "the connection is lost" : what)};
}

StoreError Connection::timed_out() {
  close();
  return {Kind::unavailable, "PostgreSQL: no answer in time"};
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
    // A host that says why it does not take us says more than one that does not answer.
    if (!error || error->kind == Kind::unavailable) error = std::move(result.error());
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

bool Connection::send(std::span<const Statement> statements) {
  for (const Statement& statement : statements) {
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
    const int sent = statement.name != nullptr
                         ? PQsendQueryPrepared(connection_.get(), statement.name, count,
                                               values.data(), lengths.data(), formats.data(), 0)
                         : PQsendQueryParams(connection_.get(), statement.sql, count, types.data(),
                                             values.data(), lengths.data(), formats.data(), 0);
    if (sent == 0) return false;
  }
  return PQpipelineSync(connection_.get()) == 1;
}

StoreResult<Rows> Connection::next_result(Deadline deadline) {
  while (true) {
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) return tl::unexpected(lost(first_line(PQerrorMessage(connection_.get()))));
    if (PQisBusy(connection_.get()) == 0) break;
    // While we send, the server may wait until we read.
    short happened = 0;
    const auto events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    if (!wait_for(events, deadline, happened)) return tl::unexpected(timed_out());
    if ((happened & ~POLLOUT) != 0 && PQconsumeInput(connection_.get()) == 0) {
      return tl::unexpected(lost(first_line(PQerrorMessage(connection_.get()))));
    }
  }
  Rows rows(PQgetResult(connection_.get()));
  if (PQstatus(connection_.get()) == CONNECTION_BAD) {
    return tl::unexpected(lost(first_line(PQerrorMessage(connection_.get()))));
  }
  return rows;
}

StoreResult<std::vector<Rows>> Connection::pipeline_results(std::size_t count, Deadline deadline) {
  std::vector<Rows> all;
  std::optional<StoreError> error;
  for (std::size_t i = 0; i < count; ++i) {
    auto rows = next_result(deadline);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    if (!succeeded(rows->get()) && !error) error = statement_error(rows->get());
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
  for (const Statement& statement : statements) {
    if (statement.name == nullptr || prepared_.contains(statement.name)) continue;
    if (auto done = prepare(statement, deadline); !done) return tl::unexpected(done.error());
  }
  const bool sent = PQenterPipelineMode(connection_.get()) == 1 && send(statements);
  return run_pipeline(sent, statements.size(), deadline);
}

StoreResult<std::vector<Rows>> Connection::run_pipeline(bool sent, std::size_t count,
                                                        Deadline deadline) {
  if (!sent) return tl::unexpected(lost(first_line(PQerrorMessage(connection_.get()))));
  auto results = pipeline_results(count, deadline);
  if (connection_ && PQexitPipelineMode(connection_.get()) == 0) {
    return tl::unexpected(lost("answers are out of step"));
  }
  return results;
}

StoreResult<void> Connection::prepare(const Statement& statement, Deadline deadline) {
  std::vector<Oid> types;
  for (const Parameters::Value& value : statement.parameters.values()) types.push_back(value.type);
  const bool sent = PQenterPipelineMode(connection_.get()) == 1 &&
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
