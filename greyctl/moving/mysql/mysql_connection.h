// A connection to MySQL or MariaDB, to read. libmariadb is loaded when one is opened, not before:
// nobody else needs it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// Empty, or 0, is the library's default.
struct MysqlAddress {
  std::string host;
  unsigned port = 0;
  std::string socket;  // a path; goes before the host
  std::string user;
  std::string password;
  std::string database;
};

class MysqlConnection {
 public:
  using Values = std::span<const std::optional<std::string_view>>;
  // Gets each row, whose texts hold until it returns; an error ends the reading.
  using RowCallback = std::function<tl::expected<void, std::string>(Values)>;

  // Texts come in UTF-8. Each wait has a limit. The error is a sentence, without the password.
  static tl::expected<MysqlConnection, std::string> open(const MysqlAddress& address);

  // The rows come one by one; only one is held here.
  tl::expected<void, std::string> each(const std::string& sql, const RowCallback& row);

 private:
  struct Session;
  explicit MysqlConnection(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  std::shared_ptr<Session> session_;
};

}  // namespace greycache
