// Each list asked for itself, whatever the others say.
#include "greyctl/lists/list_check.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string_view>

#include "common/ip_address.h"
#include "common/json_object.h"
#include "common/policy_request.h"
#include "common/text.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/config/lists/rule_search.h"
#include "greycache/config/lists/whitelist_search.h"
#include "greycache/config/setting_words.h"
#include "greycache/policy/organisation/same_organisation.h"

namespace greycache {

namespace {

// A million lines, and a thousand patterns to be compiled.
constexpr std::chrono::seconds kListPatience{20};
// Further lines that hold one client tell nothing more.
constexpr std::size_t kMostLines = 1000;

constexpr std::string_view kWhitelisted = "whitelisted, and not greylisted";
constexpr std::string_view kNotAll = "not all lines of the whitelists were looked at";

struct Subject {
  std::optional<IpAddress> address;
  std::string address_text;
  std::string client_name;
  std::string mail_address;
};

tl::unexpected<std::string> no_subject(const std::string& word) {
  return tl::make_unexpected(
      fmt::format("'{}' is on no list, or one of a kind too many; write an ADDRESS (192.0.2.1, "
                  "2001:db8::1), a verified NAME (mail.example.com), or a mail address "
                  "(user@example.com)",
                  escaped(word, 100)));
}

bool is_name(std::string_view word) {
  return !word.empty() && word.find_first_of(std::string_view(" \t\r\n/:@\0", 8)) == word.npos;
}

bool is_mail_address(std::string_view word) {
  return word.find('@') != word.npos && word.size() > 1;
}

// The client's part of a request.
std::string request_of(const Subject& subject) {
  std::string text;
  if (subject.address) text += fmt::format("client_address={}\n", subject.address_text);
  if (!subject.client_name.empty()) text += fmt::format("client_name={}\n", subject.client_name);
  return text;
}

tl::expected<Subject, std::string> subject_of(const std::vector<std::string>& words) {
  Subject subject;
  for (const std::string& word : words) {
    if (const auto address = IpAddress::parse(word); address && !subject.address) {
      subject.address = address;
      subject.address_text = address->text();
    } else if (!address && !Network::parse(word) && is_name(word) && subject.client_name.empty()) {
      subject.client_name = word.substr(0, word.size() - (word.ends_with('.') ? 1 : 0));
    } else if (is_mail_address(word) && subject.mail_address.empty()) {
      subject.mail_address = word;
    } else {
      return no_subject(word);
    }
  }
  return subject;
}

void add_whitelists(const Settings& settings, const Subject& subject, ListCheck& check) {
  ListedLines found = whitelisting_lines(settings.conf_dir, subject.address, subject.client_name,
                                         kListPatience, kMostLines);
  for (ListedLine& line : found.lines) {
    check.matches.push_back({std::move(line), std::string(kWhitelisted), true});
  }
  if (!found.whole) check.complaints.emplace_back(kNotAll);
}

// What a line of a whitelist of senders means that requires the organisation.
void judge_organisation(const Settings& settings, const Subject& subject, const ListSet& lists,
                        ListMatch& match) {
  match.meaning += ", where the client's organisation is the sender's";
  if (!subject.address || subject.client_name.empty()) return;
  const RegistrableDomain domain = [&](std::string_view name) {
    return lists.suffix_list->registrable_domain(name);
  };
  const std::string text = request_of(subject);
  PolicyRequest request;
  request.parse(text);
  match.counts =
      of_one_organisation({rules_of(settings).ipv6_prefix, lists.smart_patterns.get(), &domain},
                          subject.address, request, envelope_domain(subject.mail_address));
  match.meaning += match.counts ? ", as it is here" : ", which it is not here";
}

void add_addresses(const Settings& settings, const Subject& subject, const ListSet& lists,
                   ListCheck& check) {
  if (subject.mail_address.empty()) return;
  for (const auto addressee : {Addressee::recipient, Addressee::sender}) {
    const auto found = whitelisting_addresses(settings.conf_dir, addressee, subject.mail_address,
                                              kListPatience, kMostLines);
    if (!found.whole) check.complaints.emplace_back(kNotAll);
    const char* as = addressee == Addressee::sender ? "as a sender" : "as a recipient";
    for (const ListedAddress& line : found.lines) {
      ListMatch match{line.place, fmt::format("whitelisted {}, and not greylisted", as), true};
      if (line.of_organisation) judge_organisation(settings, subject, lists, match);
      check.matches.push_back(std::move(match));
    }
  }
}

// A match in one of the files that hold one pattern.
void add_pattern(const Settings& settings, const char* file, std::string meaning, bool counts,
                 ListCheck& check) {
  ListedLine place =
      listed_pattern(settings.conf_dir, file).value_or(ListedLine{file, 0, "as shipped"});
  check.matches.push_back({std::move(place), std::move(meaning), counts});
}

void add_patterns(const Settings& settings, const Subject& subject, const SmartPatterns& patterns,
                  ListCheck& check) {
  if (subject.client_name.empty()) return;
  const bool asked =
      settings.greymethod == GreyMethod::smart || settings.greymethod == GreyMethod::organisation;
  const std::string unasked =
      fmt::format("not asked: greymethod is {}", word_for(settings.greymethod));
  const bool server = patterns.is_smtp_server(subject.client_name);
  if (server) {
    add_pattern(settings, "smtp_server.regexp", asked ? "a mail server's name" : unasked, asked,
                check);
  }
  if (!patterns.is_dynamic(subject.client_name)) return;
  const char* meaning = server ? "a customer's machine, but for smtp_server.regexp, which outweighs"
                               : "a customer's machine: known by its address only";
  add_pattern(settings, "dyn_fqdn.regexp", asked ? meaning : unasked, asked && !server, check);
}

void add_rules(const Settings& settings, const Subject& subject, const Discrimination& rules,
               ListCheck& check) {
  const std::string text = request_of(subject);
  PolicyRequest request;
  request.parse(text);
  const bool asked = settings.discrimination;
  for (const int number : rules.all_matches(request)) {
    auto place = listed_rule(settings.conf_dir, number);
    if (!place) continue;
    check.matches.push_back({std::move(*place),
                             asked ? fmt::format("rule {}: suspicious, and greylisted", number)
                                   : "not asked: discrimination is off",
                             asked});
  }
}

std::string line_of(const ListMatch& match) {
  const std::string place = match.place.line > 0
                                ? match.place.shown()
                                : fmt::format("{} ({})", match.place.file, match.place.text);
  return fmt::format("{}\n    {}\n", place, match.meaning);
}

std::string json_of(const ListMatch& match) {
  JsonObject object;
  object.add_text("list", match.place.file);
  if (match.place.line > 0) {
    object.add_number("line", match.place.line);
  } else {
    object.add("line", "null");
  }
  return object.add_text("text", match.place.text)
      .add_text("meaning", match.meaning)
      .add_bool("counts", match.counts)
      .text();
}

}  // namespace

tl::expected<ListCheck, std::string> check_lists(const Settings& settings,
                                                 const std::vector<std::string>& words) {
  const auto subject = subject_of(words);
  if (!subject) return tl::make_unexpected(subject.error());
  ListCheck check;
  ListFiles files(settings.conf_dir, settings.public_suffix_list);
  for (ListNotice& notice : files.reload_all(rules_of(settings))) {
    if (notice.event == ListEvent::unreadable) check.readable = false;
    if (notice.event != ListEvent::read) check.complaints.push_back(std::move(notice.text));
  }
  const auto lists = files.current();
  add_whitelists(settings, *subject, check);
  add_addresses(settings, *subject, *lists, check);
  add_patterns(settings, *subject, *lists->smart_patterns, check);
  add_rules(settings, *subject, *lists->discrimination, check);
  return check;
}

std::string list_check_text(const ListCheck& check) {
  std::string text;
  for (const std::string& complaint : check.complaints) text += "(" + complaint + ")\n";
  for (const ListMatch& match : check.matches) text += line_of(match);
  return check.matches.empty() ? text + "on no list\n" : text;
}

std::string list_check_json(const ListCheck& check) {
  std::vector<std::string> matches;
  for (const ListMatch& match : check.matches) matches.push_back(json_of(match));
  return JsonObject()
             .add("matches", json_list(matches))
             .add("complaints", json_list_of_texts(check.complaints))
             .text() +
         "\n";
}

}  // namespace greycache
