"""The parts of kills.py that have a ledger."""
import os
import re
import shutil
import subprocess

from trial import ROOT, Trial, keys, manifest, table, visible

PRACTICES = ["Y99001", "Y99002", "Y99003", "Y99004", "Y99005"]
CONFIRMED = [word for practice in PRACTICES for word in ("--confirm-removal", practice)]


class LedgerTrial(Trial):
    def ledger(self, kills):
        folder = self.folder / "ledger"
        inbox, feeds, book = folder / "in", folder / "feeds", folder / "book"
        feeds.mkdir(parents=True)
        command = ["convert", str(inbox), *self.terms(), *keys(book), *CONFIRMED, "--quiet"]
        held, killed, step, published = {}, 0, 0, 0
        while killed < kills:
            step += 1
            self.lay(inbox)
            out = feeds / f"{step:06}"
            killed += self.kill_sometime(self.start([*command, "--out", str(out)]), "ledger")
            published += self.receive(out, held)
            if step % 25 == 0 or killed == kills:
                # Nobody kills this one: it makes up for whatever the last one left.
                step += 1
                out = feeds / f"{step:06}"
                self.start([*command, "--out", str(out)]).wait()
                published += self.receive(out, held)
                self.compare(inbox, held)
                self.reconcile(held, sorted(visible(feeds)), book, "ledger")
        return (killed, f"{step} runs, {published} of them published; the recipient's {len(held)} "
                "rows, an extract of everything, and the ledger agree; the signed manifests are "
                "one row")

    def receive(self, out, held):
        if not out.exists():
            return 0
        self.account(f"ledger: {out.name}", out, None)
        self.apply(out, held)
        return 1

    def lay(self, inbox):
        """All records but up to three, one of them changed."""
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir()
        absent = set(self.random.sample(range(len(self.files)), self.random.randint(0, 3)))
        changed = self.random.randrange(len(self.files))
        for number, path in enumerate(self.files):
            if number not in absent:
                text = path.read_bytes()
                (inbox / path.name).write_bytes(self.another(text) if number == changed else text)

    def another(self, text):
        """A record as another day would have it."""
        year = b"%d" % self.random.randint(2000, 2020)
        return re.sub(rb'("onsetDateTime": ?")[0-9]{4}', rb"\g<1>" + year, text)

    def compare(self, inbox, held, what="ledger"):
        whole = self.folder / "whole"
        self.start(["convert", str(inbox), *self.terms(), "--quiet", "--out", str(whole)]).wait()
        expected = {}
        self.apply(whole, expected, what)
        shutil.rmtree(whole)
        if held != expected:
            self.say_wrong(f"{what}: the recipient does not hold what an extract would give")

    # -- A watched folder with a ledger

    def watch_ledger(self, kills):
        folder = self.folder / "watch-ledger"
        inbox, done, out, newest, book = (
            folder / name for name in ("inbox", "done", "feeds", "newest", "book"))
        for path in (inbox, done, newest):
            path.mkdir(parents=True)
        command = ["stream", "--watch", str(inbox), "--done", str(done), "--out", str(out),
                   *self.terms(), *keys(book)]
        for path in self.files:
            shutil.copy(path, newest)
        killed, sent = 0, set()
        arriving = list(self.files)
        while killed < kills:
            while arriving or len(visible(inbox)) < 10:
                path = arriving.pop(0) if arriving else self.random.choice(self.files)
                name = f"{len(sent) + 1:06}-{path.name}"
                text = self.another(path.read_bytes())
                (newest / path.name).write_bytes(text)
                (inbox / f".{name}").write_bytes(text)
                (inbox / f".{name}").rename(inbox / name)
                sent.add(name)
            killed += self.kill_two_watches(command, inbox, done, sent, "watch-ledger")
        self.watch_to_the_end(command, inbox, done, sent, "watch-ledger")
        feeds = sorted(visible(out), key=place)
        if [place(feed) for feed in feeds] != list(range(1, len(feeds) + 1)):
            self.say_wrong("watch-ledger: the manifests are not one row")
        held = {}
        for feed in feeds:
            self.account(f"watch-ledger: {feed.name}", feed, None)
            self.apply(feed, held, "watch-ledger")
        self.compare(newest, held, "watch-ledger")
        self.reconcile(held, feeds, book, "watch-ledger")
        return (killed, f"two processes at a time; {len(sent)} files in, all done, {len(feeds)} "
                f"feeds in a row; the recipient's {len(held)} rows, an extract of the newest "
                "versions, and the ledger agree")

    # -- What was held

    def retry(self, kills):
        folder = self.folder / "retry"
        lame, first, newest = folder / "mappings", folder / "first", folder / "newest"
        shutil.copytree(ROOT / "Mappings", lame)
        for name in ("gpconnect", "ukcore"):
            shutil.rmtree(lame / name)
        terms = self.terms()
        terms[terms.index("--mappings") + 1] = str(lame)
        self.start(["convert", str(self.records), *terms, *keys(folder / "base"), "--quiet",
                    "--out", str(first)]).wait()
        killed = rounds = published = twice = 0
        while killed < kills:
            rounds += 1
            book, feeds = folder / f"{rounds}" / "book", folder / f"{rounds}" / "feeds"
            feeds.mkdir(parents=True)
            shutil.copytree(first, feeds / "000000")
            for path in folder.glob("base*"):
                shutil.copy(path, book.with_name(path.name.replace("base", "book")))
            if self.held(book) != len(self.files):
                self.say_wrong("retry: not everything is held at first")
            command, tries, isDone = ["quarantine", "retry", *self.terms(), *keys(book)], 0, False
            while not isDone:
                tries += 2
                both = self.random.random() < 0.5
                two = [self.start([*command, "--out", str(feeds / f"{tries + n:06}")])
                       for n in range(1 + both)]
                twice += both
                for process in two:
                    if killed < kills:
                        killed += self.kill_sometime(process, "retry")
                    else:
                        process.wait()
                    isDone = isDone or process.returncode in (0, 1)
            published += len(visible(feeds)) - 1
            self.judge_retry(sorted(visible(feeds), key=place), book)
            shutil.rmtree(folder / f"{rounds}")
        return (killed, f"{rounds} ledgers with {len(self.files)} records held in each; {published} "
                f"outputs, {twice} times two at once; each row was sent once, and what is held "
                "still are the records that end in the middle")

    def judge_retry(self, feeds, book):
        held = {}
        for feed in feeds:
            for path in feed.glob("*/csv/*.csv"):
                for row in table(path):
                    if (path.stem, row["practice"], row["id"]) in held:
                        self.say_wrong("retry: a row was sent twice")
            self.apply(feed, held, "retry")
        self.compare(self.records, held, "retry")
        self.reconcile(held, feeds, book, "retry")
        if self.held(book) != len([n for n in range(len(self.files)) if n % 10 == 9]):
            self.say_wrong("retry: another number of records is held than cannot be read")

    def held(self, book):
        """Records that are held whole."""
        said = subprocess.run([self.sluice, "quarantine", "show", "--ledger", str(book)],
                              capture_output=True, text=True).stdout
        return len({line.split(" at byte ")[0] for line in said.splitlines() if " record" in line})


def place(feed):
    """The place of a feed in the row of those of its flow."""
    return manifest(feed)["agreements"][0]["ledger"]["sequence"]
