// What the stores know a request by.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace greycache {

// The key parts of one request, each percent-encoded (0x21-0x7e without blanks) and at most as long
// as SQLgrey's columns (src any, names 64, domain and rcpt 255 bytes before encoding); what was
// longer is cut and ends in '~' and 16 hex digits of a hash, so that two never share a key.
// "-undef-" stands for an absent sender or domain, as in SQLgrey's tables. None is empty: an empty
// local part, domain or recipient is written "%" (which no encoding produces).
struct Keys {
  std::string src;  // address or network that greylisting keys on: "192.0.2", "2001:db8::/64"
  std::string sender_name;  // raw local part, lower-cased: what connect entries hold
  std::string sender_domain;
  std::string
      awl_name;  // local part without VERP, SRS, BATV, extension: what from_awl entries hold
  std::string rcpt;
};

// SQLgrey's column lengths, in bytes before encoding.
inline constexpr std::size_t kSenderNameLimit = 64;
inline constexpr std::size_t kSenderDomainLimit = 255;
inline constexpr std::size_t kRcptLimit = 255;
inline constexpr std::string_view kUndefined = "-undef-";

// One key part: cut to `limit` bytes (at least 17) with the mark of what was lost, percent-encoded,
// never empty. Keys in the stores hold it: it must never change.
std::string key_part(std::string_view raw, std::size_t limit);
// The same of a name that is already where its key part shall be.
void make_key_part(std::string& name, std::size_t limit);

// What is left of the name that a part was cut from; nothing where it is whole.
std::string_view cut_name(std::string_view part);

// The name that key_part() was given, as far as it was kept.
std::string name_of_part(std::string_view part);

}  // namespace greycache
