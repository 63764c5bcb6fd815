// Who may reach a file: the directories on the way to it, and itself.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace greycache {

// An account as a process of it runs.
struct Account {
  std::string name;
  uid_t uid = 0;
  std::vector<gid_t> groups;
};

struct PathStep {
  std::string path;
  uid_t uid = 0;
  gid_t gid = 0;
  mode_t mode = 0;    // with the file's type
  std::string owner;  // "greycache:greycache"
};

struct PathRights {
  std::vector<PathStep> steps;  // from "/" to the file
  std::string path;             // of the step that could not be looked at; empty where all could
  int error = 0;                // the errno of that
};

// Asks the file system, and the accounts of the host for names.
PathRights rights_of(const std::string& path);

// What keeps the account from opening the file for reading and writing, as a sentence; empty where
// nothing does. By owner, group and mode; what ACLs say is not looked at.
std::string hindrance_for(const Account& account, const PathRights& rights);

// "0660"
std::string mode_text(mode_t mode);

}  // namespace greycache
