// SQLgrey's tables in PostgreSQL.
#pragma once

#include <memory>
#include <string>

#include "greycache/postgres/connection.h"
#include "greyctl/moving/sqlgrey/sqlgrey_tables.h"

namespace greycache {

// By a cursor in a transaction that only reads: SQLgrey may go on meanwhile.
class PostgresTables : public SqlgreyTables {
 public:
  // `database` as libpq takes it. Times, which SQLgrey writes without a zone, count in
  // `time_zone`, or in the session's where it is empty, as they did for SQLgrey.
  static tl::expected<PostgresTables, std::string> open(const std::string& database,
                                                        const std::string& time_zone);

  std::string name() const override;
  Doubling doubling() const override { return doubling_; }
  tl::expected<bool, MovingError> each(SqlgreyTable table, const RowCallback& row) override;

 private:
  explicit PostgresTables(std::unique_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  StoreResult<Rows> ask(const std::string& sql);
  StoreResult<void> begin(const std::string& time_zone);
  tl::expected<void, std::string> read(SqlgreyTable table, const RowCallback& row);

  std::unique_ptr<Connection> connection_;
  Doubling doubling_ = Doubling::never;
};

}  // namespace greycache
