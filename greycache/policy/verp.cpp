// The search for the recipient inside a sender.
#include "greycache/policy/verp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "common/characters.h"

namespace greycache {

namespace {

constexpr std::string_view kDotStandsFor = ".*-";
constexpr std::string_view kJoints = "=?*~.";
constexpr std::string_view kRecipientEdges = "*=.-";
constexpr std::size_t kMaxRecipient = 512;  // where SQLgrey cuts it

// Literal text, or a run of at least `least` characters of `set`.
struct Piece {
  std::string_view literal;
  std::string_view set;
  std::size_t least = 0;
};
using Pieces = std::vector<Piece>;

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

// A set of places in a name of less than 64 * kWords characters, its end among them: a bit each.
template <std::size_t kWords>
class Places {
 public:
  static constexpr std::size_t kMost = 64 * kWords;

  void add(std::size_t place) { words_[place / 64] |= Word{1} << (place % 64); }
  bool holds(std::size_t place) const { return ((words_[place / 64] >> (place % 64)) & 1) != 0; }
  bool empty() const {
    Word any = 0;
    for (const Word word : words_) any |= word;
    return any == 0;
  }
  // Of a set that is not empty.
  std::size_t first() const {
    std::size_t index = 0;
    while (words_[index] == 0) ++index;
    return index * 64 + static_cast<std::size_t>(std::countr_zero(words_[index]));
  }

  Places& operator|=(const Places& other) {
    for (std::size_t i = 0; i < kWords; ++i) words_[i] |= other.words_[i];
    return *this;
  }
  Places& operator&=(const Places& other) {
    for (std::size_t i = 0; i < kWords; ++i) words_[i] &= other.words_[i];
    return *this;
  }
  // Each place so much nearer to the beginning; what would lie before it is gone.
  Places& operator>>=(std::size_t by) {
    const std::size_t skipped = by / 64;
    const std::size_t bits = by % 64;
    for (std::size_t i = 0; i < kWords; ++i) {
      const Word low = word(i + skipped) >> bits;
      words_[i] = bits == 0 ? low : low | word(i + skipped + 1) << (64 - bits);
    }
    return *this;
  }

 private:
  using Word = std::uint64_t;

  Word word(std::size_t index) const { return index < kWords ? words_[index] : 0; }

  std::array<Word, kWords> words_{};
};

// Where the pieces of a recipient lie in a name. All places are looked at together, so that the
// work grows with the length of both, and not with the ways in which runs could be divided.
template <typename Set>
class Search {
 public:
  // `name` of less than Set::kMost characters.
  explicit Search(std::string_view name);

  // The places at which `pieces` begin. Where no edge is before, one must be behind.
  Set begins_of(const Pieces& pieces);
  // Where they end that begin at `from`, runs as long as they can be.
  std::size_t end_of(const Pieces& pieces, std::size_t from);

 private:
  const Set& places_of(char c) const { return places_[index_[static_cast<unsigned char>(c)]]; }
  Set before(const Piece& piece, Set ends) const;
  Set before_run(const Piece& piece, Set ends) const;
  void find_ways(const Pieces& pieces, const Set& ends);

  std::string_view name_;
  std::array<std::uint16_t, 256> index_{};
  std::vector<Set> places_;  // of each character by index_; the first is that of all others
  Set all_;
  Set edges_;
  Set behind_edges_;
  // For each piece, and for the end of them, the places from which the rest leads to an end.
  std::vector<Set> ways_;
};

template <typename Set>
Search<Set>::Search(std::string_view name) : name_(name), places_(1) {
  places_.reserve(std::min<std::size_t>(name.size(), 256) + 1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::uint16_t& index = index_[static_cast<unsigned char>(name[i])];
    if (index == 0) {
      index = static_cast<std::uint16_t>(places_.size());
      places_.emplace_back();
    }
    places_[index].add(i);
    all_.add(i);
    if (!is_one_of(name[i], kRecipientEdges)) continue;
    edges_.add(i);
    behind_edges_.add(i + 1);
  }
  all_.add(name.size());
}

// The places from which one piece leads to one of `ends`.
template <typename Set>
Set Search<Set>::before(const Piece& piece, Set ends) const {
  if (piece.literal.empty()) return before_run(piece, ends);
  for (std::size_t i = piece.literal.size(); i > 0; --i) {
    (ends >>= 1) &= places_of(piece.literal[i - 1]);
  }
  return ends;
}

template <typename Set>
Set Search<Set>::before_run(const Piece& piece, Set ends) const {
  Set set;
  for (const char c : piece.set) set |= places_of(c);
  // From each place in `through` so many characters of the set follow as `by` says.
  Set through = set;
  for (std::size_t by = 1; !through.empty(); by *= 2) {
    Set further = ends;
    ends |= (further >>= by) &= through;
    Set next = through;
    through &= next >>= by;
  }
  for (std::size_t i = 0; i < piece.least; ++i) (ends >>= 1) &= set;
  return ends;
}

template <typename Set>
void Search<Set>::find_ways(const Pieces& pieces, const Set& ends) {
  ways_.assign(pieces.size() + 1, Set());
  ways_.back() = ends;
  for (std::size_t i = pieces.size(); i > 0 && !ways_[i].empty(); --i) {
    ways_[i - 1] = before(pieces[i - 1], ways_[i]);
  }
}

template <typename Set>
Set Search<Set>::begins_of(const Pieces& pieces) {
  find_ways(pieces, all_);
  Set begins = ways_.front();
  if (begins.empty()) return begins;
  find_ways(pieces, edges_);
  return (begins &= behind_edges_) |= ways_.front();
}

template <typename Set>
std::size_t Search<Set>::end_of(const Pieces& pieces, std::size_t from) {
  find_ways(pieces, behind_edges_.holds(from) ? all_ : edges_);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (!piece.literal.empty()) {
      from += piece.literal.size();
      continue;
    }
    std::size_t end = std::min(name_.find_first_not_of(piece.set, from), name_.size());
    while (end > from + piece.least && !ways_[i + 1].holds(end)) --end;
    from = end;
  }
  return from;
}

// The first place of one of the readings, the first of them where several begin there.
template <typename Set>
std::string replaced(std::string_view name, std::span<const Pieces> readings) {
  Search<Set> search(name);
  std::size_t begin = name.size();
  const Pieces* found = nullptr;
  for (const Pieces& pieces : readings) {
    const Set begins = search.begins_of(pieces);
    if (begins.empty() || begins.first() >= begin) continue;
    begin = begins.first();
    found = &pieces;
  }
  if (found == nullptr) return std::string(name);
  const std::size_t end = search.end_of(*found, begin);
  return std::string(name.substr(0, begin)).append(kRecipientMark).append(name.substr(end));
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
  using Short = Places<2>;
  using Long = Places<32>;
  if (name.size() < Short::kMost) return replaced<Short>(name, readings);
  const std::string_view searched = name.substr(0, Long::kMost - 1);
  return replaced<Long>(searched, readings).append(name.substr(searched.size()));
}

}  // namespace greycache
