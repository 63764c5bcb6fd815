// All list files of conf_dir together, and the objects that decisions are made with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/config/lists/list_file.h"
#include "greycache/policy/lists/address_whitelist.h"
#include "greycache/policy/lists/client_whitelist.h"
#include "greycache/policy/lists/discrimination.h"
#include "greycache/policy/lists/smart_patterns.h"
#include "greycache/policy/rules.h"
#include "greycache/publicsuffix/suffix_list.h"

namespace greycache {

// What the lists say at one moment: immutable, none of them null.
struct ListSet {
  std::shared_ptr<const ClientWhitelist> whitelist;
  std::shared_ptr<const SmartPatterns> smart_patterns;
  std::shared_ptr<const Discrimination> discrimination;
  std::shared_ptr<const SuffixList> suffix_list;
  std::shared_ptr<const AddressWhitelist> recipients;
  std::shared_ptr<const AddressWhitelist> senders;
};

enum class ListEvent : std::uint8_t {
  read,        // a file was read and its content holds
  missing,     // a file that the rules need is not there
  unreadable,  // a file cannot be read: its old content holds. Worth a mail
  wrong,       // a line that does not hold; the others of its file do
  wide,        // a line that holds, and takes in strangers (wide_entries.h)
};

// A sentence for the log.
struct ListNotice {
  ListEvent event = ListEvent::read;
  std::string text;
};

// clients_ip_whitelist, clients_fqdn_whitelist, recipients_whitelist, each with .local;
// senders_whitelist.local; smtp_server.regexp, dyn_fqdn.regexp, discrimination.regexp; what the
// panel adds to the whitelists and, behind them, to the rules of discrimination, in a directory of
// its own; and the Public Suffix List of the system. reload_all() and check_changed() block on the
// file system and belong to one thread, which need not be that of current().
class ListFiles {
 public:
  // `suffix_list` is the path of the Public Suffix List, `panel_dir` the panel's directory, empty
  // for none. Until reload_all() the lists are empty, the patterns those that are shipped, and the
  // Public Suffix List is libpsl's.
  ListFiles(const std::string& conf_dir, std::string_view suffix_list, std::string panel_dir = {});

  // The files are those of another directory from the next reload_all() on, which reads all of
  // them; what cannot be read there is not what the former ones said.
  void set_directory(const std::string& conf_dir);

  // Where the Public Suffix List is, from the next reload_all() on.
  void set_suffix_list(const std::string& path) { suffix_list_path_ = path; }

  // Reads every file again: at start and on SIGHUP. Tells everything that is wrong, also what was
  // told before. A file that is missing is empty, a missing pattern file is as shipped; it is told
  // where `rules` use it. A .local file and recipients_whitelist may be missing. The Public Suffix
  // List is read where `rules` or a line of senders_whitelist.local use it.
  std::vector<ListNotice> reload_all(const Rules& rules);

  // Reads the .local files that were changed, replaced, removed or made: about once a second. Tells
  // what became of them, and of a file that cannot be read only once.
  std::vector<ListNotice> check_changed();

  // Every file with its state, for the thread that reloads.
  const std::vector<ListFile>& files() const { return files_; }

  // The lists as they are; hold the pointer for one decision. Any thread.
  std::shared_ptr<const ListSet> current() const;

 private:
  enum Place : std::size_t {
    kAddresses,
    kAddressesLocal,
    kNames,
    kNamesLocal,
    kPanelAddresses,
    kPanelNames,
    kSmtpServer,
    kDynFqdn,
    kDiscrimination,
    kRecipients,
    kRecipientsLocal,
    kSendersLocal,
    kPanelDiscrimination,
    kPanelRecipients,
    kPanelSenders,
    kPlaces
  };
  static constexpr std::size_t kWhitelists = kSmtpServer;

  static bool is_of_panel(std::size_t place);
  // Whether it is looked at again and again, and may be missing.
  static bool is_local(std::size_t place);
  static bool is_needed(std::size_t place, const Rules& rules);
  static Addressee addressee_of(std::size_t place);
  void parse(std::size_t place, std::vector<ListNotice>& notices);
  void parse_smart(std::size_t place, ListComplaints& complaints);
  ListNotice notice_of(std::size_t place) const;
  void tell_wide_lines(std::size_t place, std::vector<ListNotice>& notices) const;
  void parse_addresses(std::size_t place, ListComplaints& complaints);
  void parse_rules(std::size_t place, ListComplaints& complaints);
  std::string label_of(std::size_t place) const;
  void read_suffix_list(std::vector<ListNotice>& notices);
  bool asks_organisations() const;
  void set_whitelists(ListSet& lists) const;
  void publish(const ListSet& lists);

  std::string panel_dir_;
  std::vector<ListFile> files_;  // by Place
  std::array<ClientEntries, kWhitelists> entries_;
  std::array<AddressEntries, 3> recipients_;  // shipped, .local, and the panel's
  std::array<AddressEntries, 2> senders_;     // .local, and the panel's
  SmartPatterns smart_patterns_;
  std::shared_ptr<const Discrimination> discrimination_;
  std::string suffix_list_path_;
  std::shared_ptr<const SuffixList> suffix_list_ =
      std::make_shared<const SuffixList>(SuffixList::built_in());
  bool suffix_list_read_ = false;  // by reload_all(), or since
  mutable std::mutex mutex_;       // of current_
  std::shared_ptr<const ListSet> current_;
};

}  // namespace greycache
