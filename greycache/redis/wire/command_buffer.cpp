// Redis commands in their wire form.
#include "greycache/redis/wire/command_buffer.h"

#include <array>
#include <charconv>

namespace greycache {

void CommandBuffer::add(std::initializer_list<std::string_view> words) {
  begin(words.size());
  for (const std::string_view text : words) word(text);
}

void CommandBuffer::begin(std::size_t words) {
  header('*', words);
  ++commands_;
}

void CommandBuffer::word(std::string_view text) {
  header('$', text.size());
  bytes_.append(text);
  bytes_.append("\r\n");
}

void CommandBuffer::number(std::int64_t value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  word({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void CommandBuffer::header(char type, std::size_t count) {
  std::array<char, 24> line{type};
  char* end = std::to_chars(line.data() + 1, line.data() + line.size() - 2, count).ptr;
  *end++ = '\r';
  *end++ = '\n';
  bytes_.append(line.data(), end);
}

}  // namespace greycache
