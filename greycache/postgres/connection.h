// One connection to PostgreSQL on which every wait has a deadline.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "greycache/postgres/connection_keywords.h"
#include "greycache/postgres/parameters.h"
#include "greycache/postgres/rows.h"
#include "greycache/store/store_error.h"

struct pg_conn;

namespace greycache {

using Deadline = std::chrono::steady_clock::time_point;

struct Statement {
  const char* sql = "";
  Parameters parameters;
  // Prepared under this name, once a connection, where it is given and no pooler stands between:
  // the server then does not plan it again each time. The same name always stands for the same
  // text.
  const char* name = nullptr;
};

// From this version on the server reads rows by the place of their block without reading the
// others.
inline constexpr int kBlocksServer = 140000;

// Nothing that it does needs a session or leaves anything in one, so that a pooler may give each
// transaction another: settings hold for a transaction, statements are prepared only where
// look_for_pooler() has found none. For one thread. After an error of kind `unavailable` it is
// closed: a connection whose answers did not come in time is out of step. Only the look-up of a
// host's name may outlast a deadline, because libpq leaves that to the resolver.
class Connection {
 public:
  // Tries the hosts in turn, each for `timeout`, until one takes us. The error names each of them
  // with its reason.
  StoreResult<void> connect(const std::vector<ConnectionKeywords>& hosts, Milliseconds timeout);
  void close();

  // Whether it is open, as far as can be known without asking the server.
  bool connected();
  // 130005 for 13.5; 0 when closed.
  int server_version() const;

  // The settings (names and values are ours: nothing is escaped) that each transaction begins with
  // from here on.
  void set_in_transactions(std::span<const std::pair<std::string, std::string>> settings);

  // Stands behind the message of a statement that fails for want of a right.
  void set_advice(std::string advice) { advice_ = std::move(advice); }
  const std::string& advice() const { return advice_; }
  // As the server knows us; empty when closed.
  std::string database() const;
  std::string role() const;

  // Asks whether the session is this connection's for as long as it lives. The server that answers
  // is then the one that took us: it has the process id that came with the greeting, where every
  // pooler sends one of its own making. A pooler that would tear transactions apart is `refused`.
  StoreResult<void> look_for_pooler(Deadline deadline);
  bool pooled() const { return pooled_; }

  // Runs the statements as one transaction in one round trip; the rows of each in the same order.
  StoreResult<std::vector<Rows>> execute(std::span<const Statement> statements, Deadline deadline);
  StoreResult<Rows> execute(const Statement& statement, Deadline deadline);

  // What is executed between the two is one transaction. end() of one that is not to be committed
  // closes the connection where even that fails.
  StoreResult<void> begin(Deadline deadline);
  StoreResult<void> end(bool commit, Deadline deadline);

  // Runs several statements of fixed text, without parameters and without the settings.
  StoreResult<void> run_script(const std::string& script, Deadline deadline);

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  // The result is null where the statement has no more.
  StoreResult<Rows> next_result(Deadline deadline);
  StoreResult<void> connect_to(const ConnectionKeywords& keywords, Deadline deadline);
  StoreResult<void> finish_connecting(Deadline deadline);
  StoreResult<void> prepare(const Statement& statement, Deadline deadline);
  StoreResult<void> prepare_all(std::span<const Statement> statements, Deadline deadline);
  StoreResult<std::vector<Rows>> run_pipeline(bool sent, std::size_t count, Deadline deadline);
  StoreResult<std::vector<Rows>> pipeline_results(std::size_t count, Deadline deadline);
  bool send(const Statement& statement);
  bool send_settings();
  std::string server() const;
  bool wait_for(short events, Deadline deadline, short& happened) const;
  StoreError lost(const std::string& what);
  StoreError timed_out();

  std::unique_ptr<pg_conn, Finish> connection_;
  std::set<std::string_view> prepared_;  // names of this connection's statements
  bool pooled_ = true;                   // perhaps
  std::string settings_sql_;             // with parameters, for a pipeline
  std::string begin_sql_ = "begin";
  std::string advice_;
};

}  // namespace greycache
