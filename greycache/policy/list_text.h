// The lines of an operator's list, and what is wrong with them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// A line that says something: number from 1, text without its comment and without blanks around it.
struct ListLine {
  int number = 0;
  std::string_view text;  // a view into the list's text
};

// Every line that is more than blanks and comment ("#" to the end of the line). A byte order mark
// and CR at line ends are left out.
std::vector<ListLine> list_lines(std::string_view text);

// Whether Perl's \w matches it in a text of bytes: a letter, a digit, or '_'.
bool is_word_character(char c);

// Collects what is wrong in one file as sentences for the log: "FILE:12: reason".
class ListComplaints {
 public:
  // More lines than this are counted, not named.
  static constexpr std::size_t kMost = 20;

  explicit ListComplaints(std::string file) : file_(std::move(file)) {}

  // `reason` is one line; what it quotes of the file must be escaped().
  void add(int line, std::string_view reason);
  // All sentences, with a closing one where there were more than kMost.
  std::vector<std::string> sentences() const;

  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<std::string> named_;
  std::size_t more_ = 0;
};

}  // namespace greycache
