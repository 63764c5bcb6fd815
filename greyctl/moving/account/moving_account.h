// What came of moving in: counted by kind and reason, with a few examples, told in words.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

class MovingAccount {
 public:
  // How many examples are kept of each reason.
  static constexpr std::size_t kExamples = 3;

  // Something that came: "from_awl", "optout_email".
  void came(std::string_view kind, std::size_t count = 1);
  // Something that came, but not as it stood: "names with capitals". The example is what stood
  // there, unescaped.
  void mended(std::string_view how, std::string_view example);
  // Something that did not come, of a table or a file: "from_awl: expired".
  void set_aside(std::string_view where, std::string_view why, std::string_view example);
  // The same, where it shows that what is read is not as it was written.
  void damaged(std::string_view where, std::string_view why, std::string_view example);

  bool came_any_of(std::initializer_list<std::string_view> kinds) const;
  std::size_t all_set_aside() const;
  bool any_damaged() const { return any_damaged_; }

  // Lines, each with its end, escaped; what there is none of is left out.
  std::string text() const;

 private:
  struct Entry {
    std::string words;
    std::size_t count = 0;
    std::vector<std::string> examples;
  };
  static Entry& entry_of(std::vector<Entry>& entries, std::string_view words);
  static void add(std::vector<Entry>& entries, std::string_view words, std::string_view example);
  static void append(std::string& text, std::string_view title, const std::vector<Entry>& entries);

  std::vector<Entry> came_;
  std::vector<Entry> mended_;
  std::vector<Entry> set_aside_;
  bool any_damaged_ = false;
};

}  // namespace greycache
