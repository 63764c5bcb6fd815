// The parameters of one statement, in PostgreSQL's binary form: nothing to quote, nothing to
// escape.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// Numbered $1, $2 ... in the order added.
class Parameters {
 public:
  Parameters& add(std::int64_t number);                         // int8
  Parameters& add(std::string_view text);                       // text
  Parameters& add(const std::vector<std::int64_t>& numbers);    // int8[]
  Parameters& add(const std::vector<std::string_view>& texts);  // text[]

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
