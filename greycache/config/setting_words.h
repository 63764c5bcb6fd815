// The words that stand for the values of a setting with a fixed choice.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "greycache/config/settings.h"

namespace greycache {

template <typename Choice>
struct Words;

template <>
struct Words<GreyMethod> {
  static constexpr std::array<std::pair<std::string_view, GreyMethod>, 4> all{
      {{"full", GreyMethod::full},
       {"classc", GreyMethod::classc},
       {"smart", GreyMethod::smart},
       {"organisation", GreyMethod::organisation}}};
};

template <>
struct Words<OptMethod> {
  static constexpr std::array<std::pair<std::string_view, OptMethod>, 3> all{
      {{"none", OptMethod::none}, {"optin", OptMethod::optin}, {"optout", OptMethod::optout}}};
};

template <>
struct Words<RejectMethod> {
  static constexpr std::array<std::pair<std::string_view, RejectMethod>, 2> all{
      {{"delay", RejectMethod::delay}, {"immed", RejectMethod::immed}}};
};

template <>
struct Words<Storage> {
  static constexpr std::array<std::pair<std::string_view, Storage>, 2> all{
      {{"embedded", Storage::embedded}, {"shared", Storage::shared}}};
};

template <>
struct Words<Durability> {
  static constexpr std::array<std::pair<std::string_view, Durability>, 2> all{
      {{"process", Durability::process}, {"power", Durability::power}}};
};

template <>
struct Words<InDoubt> {
  static constexpr std::array<std::pair<std::string_view, InDoubt>, 2> all{
      {{"accept", InDoubt::accept}, {"greylist", InDoubt::greylist}}};
};

template <>
struct Words<LogFormat> {
  static constexpr std::array<std::pair<std::string_view, LogFormat>, 2> all{
      {{"text", LogFormat::text}, {"json", LogFormat::json}}};
};

template <>
struct Words<Correspondents> {
  static constexpr std::array<std::pair<std::string_view, Correspondents>, 3> all{
      {{"address", Correspondents::address},
       {"domain", Correspondents::domain},
       {"off", Correspondents::off}}};
};

template <>
struct Words<PanelSettings> {
  static constexpr std::array<std::pair<std::string_view, PanelSettings>, 2> all{
      {{"read", PanelSettings::read}, {"write", PanelSettings::write}}};
};

template <typename Choice>
constexpr std::string_view word_for(Choice choice) {
  for (const auto& [word, value] : Words<Choice>::all) {
    if (value == choice) return word;
  }
  return {};
}

}  // namespace greycache
