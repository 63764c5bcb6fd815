// What the stores know a request by.
#pragma once

#include <string>

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

// One key part: cut to `limit` bytes with the mark of what was lost, percent-encoded, never empty.
std::string key_part(const std::string& raw, std::size_t limit);

}  // namespace greycache
