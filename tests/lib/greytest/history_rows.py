"""Rows of a history as of a site's mail hosts, for tests and for measuring: many, in little time.

Of ten mails seven never come back, and three are tried too early once and then pass.
"""

import random
import sqlite3
import sys
import time

# kReferenceLetters of greycache/policy/reference.h.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
OF_A_MAIL = {0: ("new", "early", "reconnect"), 1: ("new", "early", "reconnect"),
             2: ("new", "early", "reconnect")}
COLUMNS = ("mx, reference, outcome, rule, client_address, client_name, helo_name, sender, recipient, "
           "src, organisation, standing")


def mails(rows, now, days):
    """Tuples of at, delay and the texts, in the order of time, `rows` of them."""
    chance = random.Random(1)
    made = 0
    while made < rows:
        begun = int(now - days * 86400 + made / rows * days * 86400)
        number = chance.randrange(1_000_000_000)
        reference = "".join(chance.choices(LETTERS, k=8))
        organisation = f"org{number % 3000}.example" if number % 10 < 6 else ""
        address = f"{number % 200 + 1}.{number // 7 % 250}.{number // 11 % 250}.{number // 13 % 250}"
        for step, outcome in enumerate(OF_A_MAIL.get(number % 10, ("new",))):
            if made == rows:
                return
            delay = (0, 60, 400 + number % 4000)[step]
            yield (min(begun + delay, int(now)), delay,
                   (f"mx{number % 2 + 1}.site.example", reference, outcome, "", address,
                    f"mail{number % 50}.org{number % 3000}.example", f"helo{number % 50}.example",
                    f"user{number % 9000}@sender{number % 5000}.example",
                    f"person{number % 700}@customer{number % 20}.example",
                    address.rsplit(".", 1)[0], organisation, "good" if organisation else ""))
            made += 1


def fill_file(path, rows, now=None, days=6):
    """Adds rows to a history.sqlite that a daemon has begun."""
    connection = sqlite3.connect(path, timeout=60)
    connection.executemany("insert into history values (null, ?, ?, ?)",
                           ((at, delay, "\t".join(texts))
                            for at, delay, texts in mails(rows, now or time.time(), days)))
    connection.commit()
    connection.close()


def fill_table(psql, rows, now=None, days=6):
    """Adds rows to the table history; psql runs a statement. `rows` may be rounded."""
    now = int(now or time.time())
    numbers = int(rows / 1.6)
    psql(f"""set search_path = greycache;
      insert into history (at, delay, {COLUMNS})
      select to_timestamp(least(m.begun + m.delay[step], {now})), m.delay[step],
        'mx' || n % 2 + 1 || '.site.example', translate(substr(upper(md5(n::text)), 1, 8), '01', 'GH'),
        (array['new', 'early', 'reconnect'])[step], '', m.address,
        'mail' || n % 50 || '.org' || n % 3000 || '.example', 'helo' || n % 50 || '.example',
        'user' || n % 9000 || '@sender' || n % 5000 || '.example',
        'person' || n % 700 || '@customer' || n % 20 || '.example', m.address,
        case when n % 10 < 6 then 'org' || n % 3000 || '.example' else '' end,
        case when n % 10 < 6 then 'good' else '' end
      from generate_series(1, {numbers}) as n,
        lateral (select {now} - {days} * 86400 + n::bigint * {days} * 86400 / {numbers} as begun,
          array[0, 60, 400 + n % 4000] as delay,
          n % 200 + 1 || '.' || n / 7 % 250 || '.' || n / 11 % 250 as address) as m,
        lateral generate_series(1, case when n % 10 < 3 then 3 else 1 end) as step
      order by 1;
      analyze history""")


if __name__ == "__main__":
    fill_file(sys.argv[1], int(sys.argv[2]))
