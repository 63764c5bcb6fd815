// What entries of a whitelist take in that no list should: strangers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/address_entries.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/publicsuffix/suffix_list.h"

namespace greycache {

// Who wrote a list. Private networks and top-level domains that only he knows ("*.lan") are the
// administrator's own; of a stranger they are as wide as any.
enum class ListWriter : std::uint8_t { administrator, stranger };

// What they take in, as the end of a sentence: "a network wider than a /12", a whole public suffix,
// or by a pattern more than a hundredth of the names of nobody, or "unknown".
// Empty where all are narrow.
std::string excess_of(const ClientEntries& entries, ListWriter writer, const SuffixList& suffixes);

// A public suffix, or by a pattern most addresses, most of those below a suffix, more than a
// hundredth of the names of nobody behind a user's '@', or the empty sender of bounces: one user at
// any domain may be listed.
std::string excess_of(const AddressEntries& entries, const SuffixList& suffixes);

// Of the text of a pattern that has a file to itself: nearly any name. Names of many hosts it
// matches by its nature. Of what is no pattern it says nothing.
std::string excess_of_pattern(std::string_view text);

// The same of one line of the administrator's list of that name, with or without ".local", as its
// parser reads it. Of rules of discrimination it says nothing.
std::string excess_of_line(std::string_view list, std::string_view line,
                           const SuffixList& suffixes);

// "FILE:12: *.com takes in ..." for each line of which `excess` says something, as many as
// ListComplaints names, and how many more there are; fit for a log. Patterns behind the first
// ListAllowance::kMostPatterns, which no list holds, are not looked at.
std::vector<std::string> wide_lines(
    const std::string& file, const std::vector<ListLine>& lines,
    const std::function<std::string(std::string_view line)>& excess);

}  // namespace greycache
