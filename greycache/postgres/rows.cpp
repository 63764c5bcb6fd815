// Columns of a PGresult, which come as text, read as numbers and truths.
#include "greycache/postgres/rows.h"

#include <libpq-fe.h>

#include "common/whole_number.h"

namespace greycache {

void Rows::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

int Rows::size() const {
  return PQntuples(result_.get());
}

std::string_view Rows::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

bool Rows::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::int64_t Rows::number(int row, int column) const {
  return known_number(row, column).value_or(0);
}

std::optional<std::int64_t> Rows::known_number(int row, int column) const {
  return whole_number<std::int64_t>(text(row, column));
}

std::size_t Rows::changed() const {
  return whole_number<std::size_t>(PQcmdTuples(result_.get())).value_or(0);
}

}  // namespace greycache
