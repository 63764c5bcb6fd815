// Questions about the history as statements.
#include "greycache/postgres/history_question.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace greycache;

TEST_CASE("nothing that is asked for stands in the statement's text") {
  HistoryQuery query;
  query.outcomes = {"new' or 1=1"};
  query.references = {"'; drop table history; --"};
  query.sender = "@x.example' or ''='";
  query.recipient = "b@y.example\"";
  query.client = "c'";
  query.client_address = "192.0.2.1'";
  const HistoryQuestion question(query, 10);
  CHECK(question.sql().find('\'') == std::string::npos);
  CHECK(question.sql().find("drop") == std::string::npos);
  CHECK(question.parameters().values().size() == 10);
}

TEST_CASE("each place of a statement has its parameter") {
  HistoryQuery query;
  query.party = "@y.example";
  const HistoryQuestion question(query, 10);
  const std::size_t count = question.parameters().values().size();
  CHECK(question.sql().find("$" + std::to_string(count)) != std::string::npos);
  CHECK(question.sql().find("$" + std::to_string(count + 1)) == std::string::npos);
}
