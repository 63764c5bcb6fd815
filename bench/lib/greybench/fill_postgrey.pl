# Fills postgrey's database: fill_postgrey.pl DIRECTORY FIRST_SEEN LAST_SEEN, with rows of
# greycache-load (src, sender_domain, sender_name, rcpt) on standard input.
use strict;
use warnings;
use BerkeleyDB;

my ($directory, $first_seen, $last_seen) = @ARGV;
my $environment = BerkeleyDB::Env->new(
    -Home  => $directory,
    -Flags => DB_CREATE | DB_INIT_TXN | DB_INIT_MPOOL | DB_INIT_LOG,
) or die "$directory: $BerkeleyDB::Error";
# As postgrey opens it.
tie(my %rows, 'BerkeleyDB::Btree',
    -Filename => 'postgrey.db', -Flags => DB_CREATE, -Env => $environment,
) or die "postgrey.db: $BerkeleyDB::Error";
while (<STDIN>) {
    chomp;
    my ($src, $domain, $name, $rcpt) = split /\t/;
    $rows{"$src.0/$name\@$domain/$rcpt"} = "$first_seen,$last_seen";
}
untie %rows;
