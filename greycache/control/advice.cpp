// Commands and lines of lists, by what became of a mail.
#include "greycache/control/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/ip_address.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// A verified name, of letters that a list takes as they are.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return name != "unknown" && name.find('.') != std::string_view::npos && name.front() != '-' &&
         name.size() <= 255 && std::all_of(name.begin(), name.end(), plain);
}

std::string whitelisting(const HistoryRow& row, const std::string& conf_dir) {
  const std::string name = name_of_part(row.client_name);
  if (is_plain_name(name)) {
    return fmt::format("never to greylist this client: echo {} >> {}", name,
                       shell_word(conf_dir + "/clients_fqdn_whitelist.local"));
  }
  const auto address = IpAddress::parse(name_of_part(row.client_address));
  if (!address) return {};
  return fmt::format("never to greylist this client: echo {} >> {}", address->text(),
                     shell_word(conf_dir + "/clients_ip_whitelist.local"));
}

std::string expectation(const HistoryRow& row) {
  const std::string recipient = shell_word(name_of_part(row.recipient));
  const std::string sender = shell_word(name_of_part(row.sender));
  if (recipient.empty() || sender.empty() || row.recipient.empty() || row.sender.empty()) return {};
  return fmt::format(
      "to let the next mails of this sender through: greyctl expect {} --from {} "
      "--for 1h",
      recipient, sender);
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return {};
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return word + "'";
}

std::vector<std::string> advice(const WaitedMail& mail, const std::string& conf_dir) {
  std::vector<std::string> lines;
  if (mail.became == Became::passed || mail.became == Became::known) return lines;
  const HistoryRow& last = mail.last();
  if (mail.became == Became::waits && !last.reference.empty()) {
    lines.push_back(
        fmt::format("to let it through at its next attempt: greyctl release {}", last.reference));
  }
  if (std::string line = expectation(last); !line.empty()) lines.push_back(std::move(line));
  if (std::string line = whitelisting(last, conf_dir); !line.empty()) {
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace greycache
