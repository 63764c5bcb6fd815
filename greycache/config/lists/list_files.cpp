// Reading the list files, and swapping in what is made of them.
#include "greycache/config/lists/list_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>

#include "greycache/config/lists/shipped_patterns.h"
#include "greycache/config/lists/wide_entries.h"

namespace greycache {

namespace {

// In the order of Place.
constexpr std::array<const char*, 15> kFileNames{
    "clients_ip_whitelist",       "clients_ip_whitelist.local",
    "clients_fqdn_whitelist",     "clients_fqdn_whitelist.local",
    "clients_ip_whitelist",       "clients_fqdn_whitelist",
    "smtp_server.regexp",         "dyn_fqdn.regexp",
    "discrimination.regexp",      "recipients_whitelist",
    "recipients_whitelist.local", "senders_whitelist.local",
    "discrimination.regexp",      "recipients_whitelist",
    "senders_whitelist"};

}  // namespace

ListFiles::ListFiles(const std::string& conf_dir, std::string_view suffix_list,
                     std::string panel_dir)
    : panel_dir_(std::move(panel_dir)), suffix_list_path_(suffix_list) {
  static_assert(kFileNames.size() == kPlaces);
  set_directory(conf_dir);
  ListComplaints none("");
  for (const std::size_t place : {kSmtpServer, kDynFqdn}) parse_smart(place, none);
  assert(none.sentences().empty());
  publish({std::make_shared<ClientWhitelist>(), std::make_shared<SmartPatterns>(smart_patterns_),
           std::make_shared<Discrimination>(), suffix_list_, std::make_shared<AddressWhitelist>(),
           std::make_shared<AddressWhitelist>()});
}

void ListFiles::set_directory(const std::string& conf_dir) {
  files_.clear();
  for (std::size_t place = 0; place < kPlaces; ++place) {
    // No file has an empty name: without a panel there are none of its lists.
    const std::string& directory = is_of_panel(place) ? panel_dir_ : conf_dir;
    files_.emplace_back(directory.empty() ? std::string()
                                          : fmt::format("{}/{}", directory, kFileNames[place]));
  }
}

std::vector<ListNotice> ListFiles::reload_all(const Rules& rules) {
  std::vector<ListNotice> notices;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    files_[place].refresh();
    const ListFileState state = files_[place].state();
    const bool missing = state == ListFileState::missing;
    if (state == ListFileState::unreadable || (missing && is_needed(place, rules))) {
      notices.push_back(notice_of(place));
    }
    parse(place, notices);
  }
  suffix_list_read_ = false;
  const bool needed = rules.greymethod == GreyMethod::organisation ||
                      rules.correspondents == Correspondents::domain || asks_organisations();
  if (needed) read_suffix_list(notices);
  ListSet lists{.whitelist = nullptr,
                .smart_patterns = std::make_shared<SmartPatterns>(smart_patterns_),
                .discrimination = discrimination_,
                .suffix_list = nullptr,
                .recipients = nullptr,
                .senders = nullptr};
  set_whitelists(lists);
  publish(lists);
  return notices;
}

// It changes when the system is upgraded: then what is read is the file that is there by now.
void ListFiles::read_suffix_list(std::vector<ListNotice>& notices) {
  suffix_list_read_ = true;
  LoadedSuffixList loaded = load_suffix_list(suffix_list_path_);
  suffix_list_ = std::make_shared<const SuffixList>(std::move(loaded.list));
  if (!loaded.warning.empty()) {
    notices.push_back({ListEvent::missing, std::move(loaded.warning)});
  }
}

std::vector<ListNotice> ListFiles::check_changed() {
  std::vector<ListNotice> notices;
  bool changed = false;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    if (!is_local(place)) continue;
    const bool unread = files_[place].state() == ListFileState::unread;
    const ListFile::Change change = files_[place].refresh();
    const bool missing = files_[place].state() == ListFileState::missing;
    if ((change.content || change.state) && !(unread && missing)) {
      notices.push_back(notice_of(place));
    }
    if (!change.content) continue;
    parse(place, notices);
    changed = true;
  }
  if (!changed) return notices;
  if (asks_organisations() && !suffix_list_read_) read_suffix_list(notices);
  ListSet lists = *current();
  set_whitelists(lists);
  publish(lists);
  return notices;
}

std::shared_ptr<const ListSet> ListFiles::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

bool ListFiles::is_of_panel(std::size_t place) {
  return place == kPanelAddresses || place == kPanelNames || place >= kPanelDiscrimination;
}

bool ListFiles::is_local(std::size_t place) {
  if (is_of_panel(place)) return place != kPanelDiscrimination;
  return std::string_view(kFileNames[place]).ends_with(".local");
}

std::string ListFiles::label_of(std::size_t place) const {
  return (is_of_panel(place) ? "panel/" : "") + files_[place].name();
}

// Rules have numbers: those of the panel come behind the others, and keep the name of their file.
void ListFiles::parse_rules(std::size_t place, ListComplaints& complaints) {
  const bool of_panel = place == kPanelDiscrimination;
  ListComplaints told(label_of(of_panel ? kDiscrimination : kPanelDiscrimination));
  auto rules =
      Discrimination::parse(files_[kDiscrimination].content(), of_panel ? told : complaints);
  rules.append(files_[kPanelDiscrimination].content(), of_panel ? complaints : told);
  discrimination_ = std::make_shared<const Discrimination>(std::move(rules));
}

bool ListFiles::is_needed(std::size_t place, const Rules& rules) {
  if (place == kDiscrimination) return rules.discrimination;
  if (place == kSmtpServer || place == kDynFqdn) {
    return rules.greymethod == GreyMethod::smart || rules.greymethod == GreyMethod::organisation;
  }
  // SQLgrey has no recipients_whitelist.
  return !is_local(place) && !is_of_panel(place) && place != kRecipients;
}

void ListFiles::parse(std::size_t place, std::vector<ListNotice>& notices) {
  const std::string& text = files_[place].content();
  ListComplaints complaints(label_of(place));
  switch (place) {
    case kAddresses:
    case kAddressesLocal:
    case kPanelAddresses:
      entries_[place] = parse_client_addresses(text, complaints);
      break;
    case kNames:
    case kNamesLocal:
    case kPanelNames:
      entries_[place] = parse_client_names(text, complaints);
      break;
    case kDiscrimination:
    case kPanelDiscrimination:
      parse_rules(place, complaints);
      break;
    case kSmtpServer:
    case kDynFqdn:
      parse_smart(place, complaints);
      break;
    default:
      parse_addresses(place, complaints);
  }
  for (std::string& sentence : complaints.sentences()) {
    notices.push_back({ListEvent::wrong, std::move(sentence)});
  }
  tell_wide_lines(place, notices);
}

Addressee ListFiles::addressee_of(std::size_t place) {
  const bool senders = place == kSendersLocal || place == kPanelSenders;
  return senders ? Addressee::sender : Addressee::recipient;
}

void ListFiles::tell_wide_lines(std::size_t place, std::vector<ListNotice>& notices) const {
  const ListFile& file = files_[place];
  std::vector<ListLine> lines = list_lines(file.content());
  if (place == kSmtpServer || place == kDynFqdn) {
    lines = {SmartPatterns::counting_line(file.content())};
  }
  const auto excess = [&](std::string_view line) {
    return excess_of_line(kFileNames[place], line, *suffix_list_);
  };
  for (std::string& sentence : wide_lines(label_of(place), lines, excess)) {
    notices.push_back({ListEvent::wide, std::move(sentence)});
  }
}

// A pattern file that never could be read is as good as missing: without one greymethod smart would
// take every client for a mail server's network.
void ListFiles::parse_smart(std::size_t place, ListComplaints& complaints) {
  const ListFile& file = files_[place];
  const bool shipped = file.state() != ListFileState::present && file.content().empty();
  if (place == kSmtpServer) {
    smart_patterns_.read_smtp_server(shipped ? kShippedSmtpServer : file.content(), complaints);
  } else {
    smart_patterns_.read_dyn_fqdn(shipped ? kShippedDynFqdn : file.content(), complaints);
  }
}

void ListFiles::parse_addresses(std::size_t place, ListComplaints& complaints) {
  auto entries = parse_address_entries(files_[place].content(), addressee_of(place), complaints);
  if (addressee_of(place) == Addressee::sender) {
    senders_[place == kSendersLocal ? 0 : 1] = std::move(entries);
  } else if (place == kPanelRecipients) {
    recipients_[2] = std::move(entries);
  } else {
    recipients_[place == kRecipients ? 0 : 1] = std::move(entries);
  }
}

ListNotice ListFiles::notice_of(std::size_t place) const {
  const ListFile& file = files_[place];
  if (file.state() == ListFileState::unreadable) {
    return {ListEvent::unreadable, fmt::format("{}: cannot be read ({}); what it said before holds",
                                               file.path(), file.reason())};
  }
  if (file.state() == ListFileState::present) {
    return {ListEvent::read, fmt::format("{}: read again", file.path())};
  }
  const char* meaning = "nothing is on this list";
  if (place == kSmtpServer || place == kDynFqdn) meaning = "the shipped pattern is used";
  if (place == kDiscrimination) meaning = "no rule matches, so nothing is greylisted";
  const ListEvent event = is_local(place) ? ListEvent::read : ListEvent::missing;
  return {event, fmt::format("{}: there is no such file; {}", file.path(), meaning)};
}

bool ListFiles::asks_organisations() const {
  return std::ranges::any_of(senders_, [](const AddressEntries& senders) {
    const AddressNames& names = senders.of_organisation;
    return !names.addresses.empty() || !names.domains.empty() || !names.local_parts.empty() ||
           !names.patterns.empty();
  });
}

void ListFiles::set_whitelists(ListSet& lists) const {
  lists.whitelist = std::make_shared<const ClientWhitelist>(entries_);
  lists.recipients = std::make_shared<const AddressWhitelist>(recipients_);
  lists.senders = std::make_shared<const AddressWhitelist>(senders_);
  lists.suffix_list = suffix_list_;
}

void ListFiles::publish(const ListSet& lists) {
  auto made = std::make_shared<const ListSet>(lists);
  const std::lock_guard lock(mutex_);
  current_ = std::move(made);
}

}  // namespace greycache
