// The worst right that somebody has is told; what mends it mends all.
#include "common/account_rights.h"

#include <sys/stat.h>

namespace greycache {

AccountRights rights_of_accounts(mode_t mode) {
  const bool others_write = (mode & S_IWOTH) != 0;
  if (others_write) {
    return {
        "every account of this host may write it, and make itself an administrator; chmod 0640 "
        "takes that away",
        true};
  }
  if ((mode & S_IWGRP) != 0) {
    return {"its group may write it, and make itself an administrator; chmod 0640 takes that away"};
  }
  if ((mode & S_IRWXO) != 0) {
    return {
        "every account of this host may read the hashes of passwords and tokens there; chmod "
        "0640 takes that away"};
  }
  return {};
}

}  // namespace greycache
