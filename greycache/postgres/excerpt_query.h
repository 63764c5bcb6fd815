// The statements that find excerpts of sources for requests, and what their rows say.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/postgres/connection.h"
#include "greycache/store/set_aside.h"

namespace greycache {

// What a request names is asked for by its keys. What a source holds besides is asked for once,
// however many requests name the source, and each of them gets it. The arguments must outlive it.
class ExcerptQuery {
 public:
  ExcerptQuery(std::span<const Keys> requests, const Cutoffs& cutoffs, const Excerpt& sizes);

  // To run in this order in one transaction.
  std::vector<Statement> statements() const;

  // The facts of each request, from the rows of each statement. Rows that make no sense go to
  // `aside`.
  std::vector<std::vector<Fact>> facts(std::span<const Rows> results, SetAside& aside) const;

 private:
  Statement of_requests() const;
  Statement of_sources() const;

  std::span<const Keys> requests_;
  const Cutoffs& cutoffs_;
  const Excerpt& sizes_;
  std::vector<std::string_view> sources_;         // each once
  std::vector<std::vector<std::size_t>> askers_;  // of each source, by their places in requests_
};

}  // namespace greycache
