// A list of smtpd's restrictions, as it stands in main.cf: which words it has, and where.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// One restriction, with the argument that Postfix takes behind it.
struct Restriction {
  std::string word;       // "permit_mynetworks", "check_policy_service", "$names_of_mine"
  std::string argument;   // "hash:/etc/postfix/access", "{ unix:private/x, timeout=5s }"; or empty
  bool warned = false;    // behind warn_if_reject: what it refuses is only logged
  std::size_t begin = 0;  // in the text, of its warn_if_reject where it has one
  std::size_t end = 0;    // behind its last character

  std::string text() const { return argument.empty() ? word : word + " " + argument; }
};

// The service that an argument of check_policy_service names: "{ unix:x, timeout=5s }" as "unix:x".
std::string_view policy_service_of(std::string_view argument);

// Taken apart as smtpd(8) does: blanks and commas separate, braces hold together.
class RestrictionList {
 public:
  explicit RestrictionList(std::string text);

  const std::string& text() const { return text_; }
  const std::vector<Restriction>& restrictions() const { return restrictions_; }
  bool has(std::string_view word) const;

  // Which of them sees to it that nobody else's mail is relayed: reject_unauth_destination or what
  // does no less.
  std::optional<std::size_t> relay_guard() const;
  // Which of them nothing passes: permit, reject or defer, whatever the mail. The count of all
  // where there is none.
  std::size_t last_reached() const;
  // Which of them asks the policy service of this name ("unix:private/greypolicy").
  std::optional<std::size_t> check_of(std::string_view service) const;

  // The text with `restrictions` in front of the one of that number, or behind all of them.
  std::string with(std::string_view restrictions, std::size_t before) const;
  // The text without that one.
  std::string without(std::size_t number) const;

 private:
  std::string text_;
  std::vector<Restriction> restrictions_;
};

}  // namespace greycache
