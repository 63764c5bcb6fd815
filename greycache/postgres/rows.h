// The rows that a statement returned.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

struct pg_result;

namespace greycache {

class Rows {
 public:
  Rows() = default;
  explicit Rows(pg_result* result) : result_(result) {}

  int size() const;
  // The text lives as long as the rows; empty for NULL.
  std::string_view text(int row, int column) const;
  bool is_null(int row, int column) const;
  // 0 for what is no number.
  std::int64_t number(int row, int column) const;
  // Nothing for NULL and for what is no number.
  std::optional<std::int64_t> known_number(int row, int column) const;
  bool truth(int row, int column) const { return text(row, column) == "t"; }
  // How many rows the statement inserted, updated or deleted.
  std::size_t changed() const;

  pg_result* get() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace greycache
