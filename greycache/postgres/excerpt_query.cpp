// One statement for what requests name, one for what their sources hold.
#include "greycache/postgres/excerpt_query.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

constexpr int kNumberColumn = 7;

// Which request, or source, the row is for.
std::size_t place_of_row(const Rows& rows, int row) {
  return static_cast<std::size_t>(rows.number(row, kNumberColumn) - 1);
}

}  // namespace

ExcerptQuery::ExcerptQuery(std::span<const Keys> requests, const Cutoffs& cutoffs,
                           const Excerpt& sizes)
    : requests_(requests), cutoffs_(cutoffs), sizes_(sizes) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto [place, first] = places.try_emplace(requests[i].src, sources_.size());
    if (first) {
      sources_.emplace_back(requests[i].src);
      askers_.emplace_back();
    }
    askers_[place->second].push_back(i);
  }
}

std::vector<Statement> ExcerptQuery::statements() const {
  std::vector<Statement> statements;
  statements.push_back({statements::kUseIndexes, {}, "use_indexes"});
  statements.push_back(of_requests());
  statements.push_back(of_sources());
  return statements;
}

Statement ExcerptQuery::of_requests() const {
  Statement statement{statements::kFind, {}, "find"};
  Parameters& parameters = statement.parameters;
  for (std::string Keys::*name :
       {&Keys::src, &Keys::sender_domain, &Keys::sender_name, &Keys::awl_name, &Keys::rcpt}) {
    parameters.add_column(requests_, name);
  }
  parameters.add(storable_time(cutoffs_.connect)).add(storable_time(cutoffs_.awl));
  parameters.add(limit_of(sizes_.from_awl_of_domain)).add(storable_time(cutoffs_.correspondent));
  return statement;
}

Statement ExcerptQuery::of_sources() const {
  Statement statement{statements::kFindOfSources, {}, "find_of_sources"};
  statement.parameters.add(sources_)
      .add(storable_time(cutoffs_.connect))
      .add(storable_time(cutoffs_.awl))
      .add(limit_of(sizes_.from_awl))
      .add(limit_of(sizes_.domain_awl))
      .add(limit_of(sizes_.connect));
  return statement;
}

std::vector<std::vector<Fact>> ExcerptQuery::facts(std::span<const Rows> results,
                                                   SetAside& aside) const {
  std::vector<std::vector<Fact>> found(requests_.size());
  const auto each_fact = [&](const Rows& rows, const auto& take) {
    for (int row = 0; row < rows.size(); ++row) {
      auto fact = fact_of_row(rows, row, aside);
      if (!fact) continue;
      bring_back(*fact, cutoffs_);
      take(place_of_row(rows, row), std::move(*fact));
    }
  };
  each_fact(results[1],
            [&](std::size_t request, Fact fact) { found.at(request).push_back(std::move(fact)); });
  each_fact(results[2], [&](std::size_t source, const Fact& fact) {
    for (const std::size_t request : askers_.at(source)) found[request].push_back(fact);
  });
  for (std::vector<Fact>& facts : found) facts = merged(std::move(facts));
  return found;
}

}  // namespace greycache
