// The parameters of one statement, in PostgreSQL's binary form: nothing to quote, nothing to
// escape.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace greycache {

// Numbered $1, $2 ... in the order added.
class Parameters {
 public:
  Parameters& add(std::int64_t number);                         // int8
  Parameters& add(std::string_view text);                       // text
  Parameters& add(const std::vector<std::int64_t>& numbers);    // int8[]
  Parameters& add(const std::vector<std::string_view>& texts);  // text[]

  // An array for unnest: what `of` (a member, or a function) says of each row, a number or a text.
  // A text must be the row's own: a reference or a view.
  template <typename Rows, typename Of>
  Parameters& add_column(const Rows& rows, Of of) {
    using Said = std::invoke_result_t<Of&, decltype(*rows.begin())>;
    constexpr bool kNumber = std::is_arithmetic_v<std::remove_cvref_t<Said>>;
    static_assert(kNumber || !std::is_same_v<Said, std::string>);
    std::vector<std::conditional_t<kNumber, std::int64_t, std::string_view>> column;
    column.reserve(rows.size());
    for (const auto& row : rows) {
      column.push_back(static_cast<typename decltype(column)::value_type>(std::invoke(of, row)));
    }
    return add(column);
  }

  struct Value {
    unsigned type = 0;  // the type's OID
    std::string bytes;
  };
  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

// A limit of rows as a parameter.
std::int64_t limit_of(std::size_t limit);

}  // namespace greycache
