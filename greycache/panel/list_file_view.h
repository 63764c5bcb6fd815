// "lists": the list files, and what is wrong in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "greycache/panel/answer.h"

namespace greycache {

// What a line of a list has wrong.
struct ListFault {
  int line = 0;  // 0: the whole file
  std::string error;
};

// Of a list by its name, with or without ".local"; a list that there is not has none.
std::vector<ListFault> faults_in(std::string_view name, std::string_view text);
// Lines that hold, and take in strangers (wide_entries.h).
std::vector<ListFault> wide_in(std::string_view name, std::string_view text);
std::string faults_json(const std::vector<ListFault>& faults);

// {"lists":[{"name","file","own","there","text","cut","lines","faults","hash"}]}: those of
// conf_dir, and the panel's (own: true), which the panel may write. `name` empty: all, without
// their texts. Of a text over kLongestShownList bytes the beginning, and `cut`. Blocks on the file
// system; any thread.
Answer list_files(const std::string& conf_dir, const std::string& panel_dir,
                  const std::string& name);

inline constexpr std::size_t kLongestShownList = 200'000;

// Whether the panel has a list of this name of its own.
bool is_panel_list(std::string_view name);

// The names of all that it has.
std::vector<std::string> panel_lists();

// By which a text is told from another one.
std::string hash_of_text(std::string_view text);

}  // namespace greycache
