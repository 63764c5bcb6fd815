// Invented names of hosts, as varied as those of the world: what takes in many of them takes in
// strangers.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace greycache {

// A host of an invented organisation: "mx1.birchq" below "net".
struct NameOfNobody {
  std::string host;  // without its top-level domain
  std::string_view top;

  std::string below(std::string_view suffix) const { return host + '.' + std::string(suffix); }
  std::string name() const { return below(top); }
};

// The same at each call: all kinds of host names, organisations of which any two differ by a letter
// or more, each top-level domain that mail comes from. Each kind of host and each domain makes more
// than a hundredth of them, each letter of a label's begin or end more than a fiftieth. Any thread.
std::span<const NameOfNobody> names_of_nobody();

}  // namespace greycache
