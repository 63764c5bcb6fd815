// The facts of a table, page by page.
#include <array>
#include <string_view>
#include <utility>

#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

// The columns are those of kLoad. $1 src, $2 sender_domain, $3 sender_name, $4 rcpt, $5 the second
// from which rows of these names are wanted, each as far as it is in the table's key; $6 how many
// rows.
constexpr const char* kConnectPage = R"(
select 0, src, sender_domain, sender_name, rcpt,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end
from connect
where (src, sender_domain, sender_name, rcpt, first_seen) >= ($1, $2, $3, $4, to_timestamp($5::int8))
order by src, sender_domain, sender_name, rcpt, first_seen limit $6)";
constexpr const char* kFromAwlPage = R"(
select 1, src, sender_domain, sender_name, '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from from_awl
where (src, sender_domain, sender_name) > ($1, $2, $3)
order by src, sender_domain, sender_name limit $6)";
constexpr const char* kDomainAwlPage = R"(
select 2, src, sender_domain, '', '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from domain_awl
where (src, sender_domain) > ($1, $2)
order by src, sender_domain limit $6)";
constexpr const char* kCorrespondentPage = R"(
select 3, src, sender_domain, sender_name, '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from correspondent
where (src, sender_domain, sender_name) > ($1, $2, $3)
order by src, sender_domain, sender_name limit $6)";

struct Page {
  const char* sql;
  const char* name;
};
constexpr std::array<Page, kFactKinds> kPages{{{kConnectPage, "connect_page"},
                                               {kFromAwlPage, "from_awl_page"},
                                               {kDomainAwlPage, "domain_awl_page"},
                                               {kCorrespondentPage, "correspondent_page"}}};

// Rows of one second are copies of the same fact: the next page begins behind all of them.
Statement page_statement(const Fact& after, std::size_t limit) {
  const auto [sql, name] = kPages[static_cast<std::size_t>(after.kind)];
  const UnixTime from = after.src.empty() ? 0 : after.first_seen + 1;
  Statement statement{sql, {}, name};
  statement.parameters.add(std::string_view(after.src))
      .add(std::string_view(after.sender_domain))
      .add(std::string_view(after.sender_name))
      .add(std::string_view(after.rcpt))
      .add(storable_time(from))
      .add(limit_of(limit));
  return statement;
}

}  // namespace

StoreResult<FactPage> PostgresStore::read_facts(const Fact& after, std::size_t limit) {
  std::vector<Statement> both;
  both.push_back({statements::kUseIndexes, {}, "use_indexes"});
  both.push_back(page_statement(after, limit));
  const auto results = execute(std::move(both));
  if (!results) return tl::unexpected(results.error());
  const Rows& rows = results->back();
  FactPage page{facts_of_rows(rows, set_aside_), after,
                static_cast<std::size_t>(rows.size()) == limit};
  if (rows.size() == 0) return page;
  const int last = rows.size() - 1;
  page.last.src = rows.text(last, 1);
  page.last.sender_domain = rows.text(last, 2);
  page.last.sender_name = rows.text(last, 3);
  page.last.rcpt = rows.text(last, 4);
  page.last.first_seen = rows.number(last, 5);
  return page;
}

}  // namespace greycache
