// Names, client and times, in turn.
#include "greyctl/moving/sqlgrey/row_mending.h"

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/policy/sound_fact.h"
#include "greyctl/moving/sqlgrey/doubled_text.h"
#include "greyctl/moving/sqlgrey/sqlgrey_src.h"

namespace greycache {

namespace {

FactKind kind_of(SqlgreyTable table) {
  if (table == SqlgreyTable::connect) return FactKind::connect;
  return table == SqlgreyTable::from_awl ? FactKind::from_awl : FactKind::domain_awl;
}

// Seconds since 1970, perhaps with parts of one.
std::optional<UnixTime> seconds_of(std::string_view text) {
  const auto seconds = whole_number<UnixTime>(text.substr(0, text.find('.')));
  return seconds && is_sound_time(*seconds) ? seconds : std::nullopt;
}

// Whether SQLgrey may have cut the name at the width of its column.
bool perhaps_cut(const SqlgreyRow& row) {
  const auto& name = row[SqlgreyColumn::sender_name];
  return name && name->size() == kSenderNameLimit;
}

std::string in_lower_case(std::string_view text) {
  return lower_ascii(text);
}

// In lower case, but for RCPT, which SQLgrey writes into from_awl where the recipient stood in a
// name (see deverped()).
std::string lower_but_for_recipient(std::string_view text) {
  constexpr std::string_view kRecipient = "RCPT";
  std::string lower = lower_ascii(text);
  for (std::size_t at = text.find(kRecipient); at != text.npos;
       at = text.find(kRecipient, at + kRecipient.size())) {
    lower.replace(at, kRecipient.size(), kRecipient);
  }
  return lower;
}

// The domain as a whole, in place of a sender who cannot be told by what is left of his name.
Fact domain_of(const Fact& fact) {
  Fact domain = fact;
  domain.kind = FactKind::domain_awl;
  domain.sender_name.clear();
  return domain;
}

}  // namespace

void RowMending::mended(std::string_view how) {
  account_.mended(how, row_text_);
}

std::string RowMending::mended_text(const std::string& text,
                                    std::string (*lower_case)(std::string_view)) {
  const std::string once = encoded_once(text, rules_.doubling);
  if (once != text) mended("characters that were encoded twice");
  std::string lower = lower_case(once);
  if (lower != once) mended("capitals");
  return lower;
}

std::string RowMending::read_names(SqlgreyTable table, const SqlgreyRow& row, Fact& fact) {
  using enum SqlgreyColumn;
  const auto read = [&](SqlgreyColumn column, std::size_t limit, std::string& name) {
    if (!row[column]) return false;
    const bool masked = table == SqlgreyTable::from_awl && column == sender_name;
    name = key_part(mended_text(*row[column], masked ? lower_but_for_recipient : in_lower_case),
                    limit);
    return true;
  };
  const bool all = read(sender_domain, kSenderDomainLimit, fact.sender_domain) &&
                   (table == SqlgreyTable::domain_awl ||
                    read(sender_name, kSenderNameLimit, fact.sender_name)) &&
                   (table != SqlgreyTable::connect || read(rcpt, kRcptLimit, fact.rcpt));
  return all && row[src] ? "" : "a name is NULL";
}

std::optional<UnixTime> RowMending::time_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string written(trimmed(*text));
  if (const auto seconds = seconds_of(written)) return seconds;
  // PostgreSQL writes a zone right behind the time, which a 'T' in ISO 8601 goes with.
  constexpr std::size_t kDateLength = std::string_view("2026-11-29").size();
  if (written.size() > kDateLength && written[kDateLength] == ' ') written[kDateLength] = 'T';
  auto read = times_.read(written);
  // A time without a zone ends in a blank in a log's line.
  if (!read) read = times_.read(written + ' ');
  if (!read || read->length < written.size() || !is_sound_time(read->at)) return std::nullopt;
  return read->at;
}

std::string RowMending::read_times(const SqlgreyRow& row, Fact& fact) {
  const auto first = time_of(row[SqlgreyColumn::first_seen]);
  const bool once = fact.kind == FactKind::connect;
  const auto last = once ? first : time_of(row[SqlgreyColumn::last_seen]);
  if (!first && !last) return "no time in it";
  fact.first_seen = first.value_or(*last);
  fact.last_seen = last.value_or(fact.first_seen);
  if (!first || !last) mended("one of the two times is none");
  if (fact.first_seen > fact.last_seen) {
    fact.first_seen = fact.last_seen;
    mended("first_seen behind last_seen");
  }
  // A clock that was wrong, or a zone: no entry was made after this moment.
  if (fact.last_seen > rules_.instant.now) {
    mended("a time yet to come");
    fact.last_seen = rules_.instant.now;
    fact.first_seen = std::min(fact.first_seen, fact.last_seen);
  }
  return expired(fact, rules_.instant.cutoffs()) ? "expired" : "";
}

std::vector<Fact> RowMending::facts_of(SqlgreyTable table, const SqlgreyRow& row) {
  row_text_ = row.text(table);
  Fact fact;
  fact.kind = kind_of(table);
  std::string why = read_names(table, row, fact);
  const auto client =
      client_of_src(trimmed(row[SqlgreyColumn::src].value_or("")), rules_.greymethod);
  if (why.empty() && !client) why = "src is no address, or one that was cut off";
  if (why.empty()) why = read_times(row, fact);
  std::vector<std::string> sources;
  if (why.empty()) sources = new_sources(rules_.forms, *client);
  if (why.empty() && sources.empty()) why = "a network, and greymethod here asks for less";
  if (!why.empty()) account_.set_aside(table_name(table), why, row_text_);
  std::vector<Fact> facts;
  const bool whole_domain = fact.kind == FactKind::from_awl && perhaps_cut(row);
  if (whole_domain && !sources.empty()) {
    mended("a name of 64 characters, perhaps cut off: its domain as a whole comes, too");
  }
  for (const std::string& source : sources) {
    fact.src = source;
    facts.push_back(fact);
    if (whole_domain) facts.push_back(domain_of(fact));
  }
  return facts;
}

std::optional<std::string> RowMending::opt_row_of(SqlgreyTable table, const SqlgreyRow& row) {
  row_text_ = row.text(table);
  const auto& written = row[SqlgreyColumn::opt_row];
  const auto set_aside = [&](std::string_view why) {
    account_.set_aside(table_name(table), why, row_text_);
    return std::nullopt;
  };
  if (!written) return set_aside("NULL");
  const auto parsed =
      parse_opt_row(OptChoice::in, mended_text(std::string(trimmed(*written)), in_lower_case));
  if (!parsed) return set_aside("no domain or address that mail could go to");
  const bool email = column_name(table, SqlgreyColumn::opt_row) == "email";
  if (email != (parsed->table == OptTable::optin_email)) {
    return set_aside(email ? "an address has an '@'" : "a domain has no '@'");
  }
  return parsed->text;
}

}  // namespace greycache
