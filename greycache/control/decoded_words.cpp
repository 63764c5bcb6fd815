// Split first: a word may hold a blank.
#include "greycache/control/decoded_words.h"

#include "common/text.h"

namespace greycache {

std::vector<std::string> decoded_words(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) words.push_back(percent_decoded(word));
  return words;
}

}  // namespace greycache
