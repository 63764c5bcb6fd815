// What `greyctl panel` is told.
#pragma once

#include <string>

namespace greycache {

struct PanelOptions {
  std::string what;    // "enable", "disable", "user", "token"
  std::string action;  // of user and token: "add", "remove", "list", "password"
  std::string name;
  std::string role = "viewer";
  std::string domain;
  bool json = false;
};

}  // namespace greycache
