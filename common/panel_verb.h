// What may be asked at the panel's socket, and by whom: the daemon's side and the web's read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/role.h"

namespace greycache {

// An argument of a verb.
struct Argument {
  enum class Type : std::uint8_t {
    text,     // `most` bytes
    number,   // `least` to `most`
    truth,    // true or false
    texts,    // `most` texts, each of kLongestWord bytes
    members,  // an object of texts and nulls, `most` of them
  };
  std::string_view name;
  Type type = Type::text;
  std::size_t most = 0;
  bool needed = false;
  std::string_view help{};  // for who writes a program
  std::size_t least = 0;
};

// Bytes of an argument that is a name, an address, a line.
inline constexpr std::size_t kLongestWord = 8192;
// Bytes of the words that are kept with what is let through: whose they are is put before them.
inline constexpr std::size_t kLongestWhy = 190;
// Rows of a page, and those that are changed by one question.
inline constexpr std::size_t kMostPanelRows = 200;
inline constexpr std::size_t kMostChangedRows = 1000;

// Whether an account with a domain may; one that may is shown, and changes, only what concerns
// recipients of that domain: the daemon sees to it with each verb.
enum class OfDomain : std::uint8_t { no, yes };

struct Verb {
  std::string_view name;
  // A verb may have several rows, told apart by the text of this argument; the first row of a verb
  // is meant where it is not given.
  std::string_view by{};
  std::string_view choice{};
  // For who writes a program; of rows that differ by their choice alone the first has it.
  std::string_view summary{};
  Role least = Role::admin;
  OfDomain of_domain = OfDomain::no;
  bool changes = false;  // something: that is logged with the account
  std::span<const Argument> arguments{};
};

// The one table: what stands in no row nobody may.
std::span<const Verb> verb_table();

// The row of a verb. `choice` is what the argument says that the rows are told apart by, "" where
// it is not there. nullptr where there is none.
const Verb* find_verb(std::string_view name, std::string_view choice);

// The argument that a verb's rows are told apart by; "" where it has one row, or is none.
std::string_view choosing_argument(std::string_view name);

bool may(const Verb& verb, Role role, bool has_domain);

}  // namespace greycache
