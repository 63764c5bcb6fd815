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
  // A '#' stood right behind a character of the text, so that perhaps a pattern was cut off.
  bool cut_inside_word = false;
};

// Whether Perl's \w matches it in a text of bytes: a letter, a digit, or '_'.
bool is_word_character(char c);

// What stands between the slashes or quotes that Perl and others put around a pattern, with or
// without flags behind them ("/^a$/i"): empty where the text is not so. In these files both would
// be part of the pattern.
std::string_view inside_delimiters(std::string_view pattern);

// Collects what is wrong in one file as sentences for the log: "FILE:12: reason".
class ListComplaints {
 public:
  // More lines than this are counted, not named.
  static constexpr std::size_t kMost = 20;

  // `failing` is what the lines do that are counted, and not named.
  explicit ListComplaints(std::string file, std::string_view failing = "are wrong")
      : file_(std::move(file)), failing_(failing) {}

  // `reason` is one line; what it quotes of the file must be escaped().
  void add(int line, std::string_view reason);
  // Of what is too much: named whatever the number of complaints.
  void add_limit(int line, std::string_view reason);
  // All sentences, with a closing one where there were more than kMost, and the limits last.
  std::vector<std::string> sentences() const;

  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::string_view failing_;
  std::vector<std::string> named_;
  std::vector<std::string> limits_;
  std::size_t more_ = 0;
};

// How many of a kind one list may hold, so that neither reading it nor asking it takes for ever.
class ListAllowance {
 public:
  // A million lines are read in about a second, beside the loop.
  static constexpr std::size_t kMostLines = 1'000'000;
  // Each mail is held against each pattern: a thousand take about a millisecond without JIT.
  static constexpr std::size_t kMostPatterns = 1'000;

  ListAllowance(std::size_t most, std::string_view kind) : most_(most), kind_(kind) {}

  // False where there were `most` before: the line is left out.
  bool take(int line);
  // Complains of what was left out, if anything was.
  void tell(ListComplaints& complaints) const;

 private:
  std::size_t most_;
  std::string_view kind_;  // "patterns"
  std::size_t taken_ = 0;
  std::size_t left_out_ = 0;
  int first_left_out_ = 0;
};

// Every line that is more than blanks and comment ("#" to the end of the line). A byte order mark
// and CR at line ends are left out. Complains of lines behind the first kMostLines.
std::vector<ListLine> list_lines(std::string_view text, ListComplaints& complaints);
// The same of a list whose complaints were told when it was read.
std::vector<ListLine> list_lines(std::string_view text);

}  // namespace greycache
