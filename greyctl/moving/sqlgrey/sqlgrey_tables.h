// Where SQLgrey's rows are read: a database, or files that were made of one.
#pragma once

#include <functional>
#include <string>

#include <tl/expected.hpp>

#include "greyctl/moving/account/moving_error.h"
#include "greyctl/moving/sqlgrey/doubled_text.h"
#include "greyctl/moving/sqlgrey/sqlgrey_row.h"

namespace greycache {

class SqlgreyTables {
 public:
  // Gets each row; an error ends the reading, and is what each() gives.
  using RowCallback = std::function<tl::expected<void, std::string>(const SqlgreyRow&)>;

  // Rows at a time that are held here, and that locks of the database are held for.
  static constexpr int kSlice = 5000;

  virtual ~SqlgreyTables() = default;

  // What is read, without a password: "PostgreSQL database sqlgrey on localhost".
  virtual std::string name() const = 0;

  // Whether names in it are encoded twice.
  virtual Doubling doubling() const = 0;

  // All rows of a table, in slices. False where there is no such table.
  virtual tl::expected<bool, MovingError> each(SqlgreyTable table, const RowCallback& row) = 0;

  // A table that each() did not find, and what is known of why: "connect", escaped.
  virtual std::string lack_of(SqlgreyTable table) const { return std::string(table_name(table)); }
};

}  // namespace greycache
