// The search for the recipient inside a sender.
#include "greycache/policy/verp.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace greycache {

namespace {

constexpr std::string_view kDotStandsFor = ".*-";
constexpr std::string_view kJoints = "=?*~.";
constexpr std::string_view kEdges = "*=.-";
constexpr int kMaxSteps = 100'000;
constexpr std::size_t kMaxRecipient = 512;  // where SQLgrey cuts it; bounds the recursion

// Literal text, or a run of at least `least` characters of `set`.
struct Piece {
  std::string_view literal;
  std::string_view set;
  std::size_t least = 0;
};
using Pieces = std::vector<Piece>;

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// Dots at the end stand for nothing, as in the original.
void append(Pieces& pieces, std::string_view text) {
  text = text.substr(0, text.find_last_not_of('.') + 1);
  while (!text.empty()) {
    const bool dots = text.front() == '.';
    const std::size_t end =
        std::min(dots ? text.find_first_not_of('.') : text.find('.'), text.size());
    if (dots) {
      pieces.push_back({{}, kDotStandsFor, end});
    } else {
      pieces.push_back({text.substr(0, end), {}, 0});
    }
    text.remove_prefix(end);
  }
}

Pieces joined(std::string_view first, std::string_view second) {
  Pieces pieces;
  append(pieces, first);
  pieces.push_back({{}, kJoints, 1});
  append(pieces, second);
  return pieces;
}

class Search {
 public:
  explicit Search(std::string_view name) : name_(name) {}

  // The end of `pieces` at `from`, runs as long as they can be; with `edge_behind` one of kEdges
  // must follow.
  std::optional<std::size_t> end_of(const Pieces& pieces, std::size_t from, bool edge_behind) {
    return match(pieces, 0, from, edge_behind);
  }
  bool exhausted() const { return steps_ > kMaxSteps; }

 private:
  std::optional<std::size_t> match(const Pieces& pieces, std::size_t index, std::size_t from,
                                   bool edge_behind);
  std::optional<std::size_t> match_run(const Pieces& pieces, std::size_t index, std::size_t from,
                                       bool edge_behind);

  std::string_view name_;
  int steps_ = 0;
};

std::optional<std::size_t> Search::match(const Pieces& pieces, std::size_t index, std::size_t from,
                                         bool edge_behind) {
  if (++steps_ > kMaxSteps) return std::nullopt;
  if (index == pieces.size()) {
    const bool edge = from < name_.size() && is_one_of(name_[from], kEdges);
    return edge || !edge_behind ? std::optional(from) : std::nullopt;
  }
  const Piece& piece = pieces[index];
  if (piece.literal.empty()) return match_run(pieces, index, from, edge_behind);
  steps_ += static_cast<int>(piece.literal.size() / 16);
  if (!name_.substr(from).starts_with(piece.literal)) return std::nullopt;
  return match(pieces, index + 1, from + piece.literal.size(), edge_behind);
}

std::optional<std::size_t> Search::match_run(const Pieces& pieces, std::size_t index,
                                             std::size_t from, bool edge_behind) {
  const Piece& piece = pieces[index];
  std::size_t end = std::min(name_.find_first_not_of(piece.set, from), name_.size());
  for (; end >= from + piece.least && !exhausted(); --end) {
    if (const auto found = match(pieces, index + 1, end, edge_behind)) return found;
    if (end == 0) break;
  }
  return std::nullopt;
}

// Whether an edge, which is on one side of every place, and the beginning of the local part, which
// every place holds, are in the name at all: mostly not, and then nothing needs to be searched.
bool may_hold(std::string_view name, std::string_view local) {
  const bool edge = std::any_of(name.begin(), name.end(), [](char c) {
    return c == '*' || c == '=' || c == '.' || c == '-';
  });
  return edge && name.find(local.substr(0, local.find('.'))) != std::string_view::npos;
}

}  // namespace

std::string without_recipient(std::string_view name, std::string_view recipient) {
  recipient = recipient.substr(0, kMaxRecipient);
  const std::size_t at = std::min(recipient.find('@'), recipient.size());
  const std::string_view local = recipient.substr(0, at);
  if (!may_hold(name, local)) return std::string(name);
  const std::string_view domain = recipient.substr(std::min(at + 1, recipient.size()));
  std::array<Pieces, 3> readings{joined(local, domain), joined(domain, local), {}};
  append(readings[2], local);
  Search search(name);
  for (std::size_t begin = 0; begin < name.size() && !search.exhausted(); ++begin) {
    const bool edge_before = begin > 0 && is_one_of(name[begin - 1], kEdges);
    for (const Pieces& pieces : readings) {
      const auto end = search.end_of(pieces, begin, !edge_before);
      if (!end) continue;
      return std::string(name.substr(0, begin)).append(kRecipientMark).append(name.substr(*end));
    }
  }
  return std::string(name);
}

}  // namespace greycache
