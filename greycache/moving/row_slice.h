// The slices in which rows come on the control socket: lines, then an empty one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// Gathers bytes until a slice is whole.
class RowSlice {
 public:
  // False where the slice has more lines or bytes than it may: it is not to be used then.
  bool add(std::string_view bytes);
  // Its lines, once it is whole; valid until the next call of anything here.
  std::optional<std::vector<std::string_view>> lines() const;
  // Forgets the slice that is whole; what came behind it is the next one's.
  void next();

  static constexpr std::size_t kMostLines = 250;
  static constexpr std::size_t kMostBytes = std::size_t{256} << 10;

 private:
  std::size_t end() const;

  std::string text_;
};

}  // namespace greycache
