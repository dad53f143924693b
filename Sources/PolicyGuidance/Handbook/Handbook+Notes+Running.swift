/// What is said of a run: what it reads, writes and refuses.
extension Handbook {
    static let runningNotes: [HandbookNote] = [
        HandbookNote(
            401, "cannot be read",
            """
            A file or a folder that was named is not there, is not text, or you may not read \
            it.
            """,
            "Check the name and who may read it."),
        HandbookNote(
            402, "cannot be written",
            """
            There is no room, no permission, or the place is of a kind that nothing can be \
            written to. Nothing was published.
            """,
            "Make room or permission, and run again."),
        HandbookNote(
            403, "the output is there already",
            "A folder or file of that name exists, and nothing is written over unasked.",
            """
            Choose another name; or say `--replace`, which replaces only what Sluice has \
            written.
            """),
        HandbookNote(
            404, "nothing to read",
            "No file was named, the folders are empty, or a file that is needed is not there.",
            "Name files, or folders that hold some."),
        HandbookNote(
            405, "the counts disagree",
            """
            What was read is not what was released, withheld and held together. This is a \
            fault of Sluice. Nothing was published.
            """,
            "Keep the input and tell those who maintain Sluice, without any record."),
        HandbookNote(
            406, "a key is missing",
            """
            The key that the agreement or `--ledger-key` names is not there, or is not 64 \
            hexadecimal digits. Nothing was published.
            """,
            """
            Make one with `openssl rand -hex 32`, and put it where the reference says: \
            `env:NAME` or `file:PATH`. Never write the key itself into a file of yours.
            """),
        HandbookNote(
            407, "no mappings",
            "The folder of mappings, or code sets that every run needs, cannot be found.",
            "Say `--mappings DIR`, or run where `Mappings` stands."),
        HandbookNote(
            408, "neither XML nor JSON",
            "The content of a file is none of what records are written in.",
            "Take it out, or unpack it; `sluice formats` lists what is read."),
        HandbookNote(
            409, "interrupted",
            "The run was stopped from outside. Nothing was published.",
            "Run it again."),
        HandbookNote(
            410, "one record twice",
            """
            A record was given before in the same run, byte for byte. It is released once; \
            this is a warning.
            """,
            "Give each record once. If there are many, find out what copied them."),
        HandbookNote(
            411, "stopped while it ran",
            """
            Somebody stopped this feed, practice or patient while the run went on. Nothing \
            more leaves.
            """,
            "Run again for what is not stopped. `sluice stop list` says what is."),
        HandbookNote(
            412, "the stop register is locked",
            """
            Somebody else is writing the register, or it cannot be locked. Nothing leaves \
            until it can be read.
            """,
            "Wait a moment and run again; else look at who may write the file."),
        HandbookNote(
            413, "the list of a stop was changed",
            """
            A stop is about the people of a list, and the list is not as it was when they were \
            stopped.
            """,
            "Bring it back as it was; or lift the stop and give the new list."),
        HandbookNote(
            414, "not an NHS number",
            """
            A line of a list holds no valid NHS number: ten digits, of which the last is a \
            check digit.
            """,
            "Write one number a line, ten digits and a comma."),
        HandbookNote(
            415, "an answer that nobody asked for",
            "A reply about opt-outs has a number that the request does not have.",
            "Give the request that this is the reply to."),
        HandbookNote(
            416, "no longer valid",
            """
            The agreement ended, or the list of opt-outs became too old, while the run went \
            on. Nothing was published.
            """,
            "Load a new list, or have the agreement renewed, and run again."),
        HandbookNote(
            417, "what looks like an identifier",
            """
            Something in the feed looks like an NHS number, a postcode or the like, and the \
            agreement releases none. Nothing was published; of a stream the record was held.
            """,
            """
            Find out which field brings it, and withhold that field or have the mapping read \
            it rightly.
            """),
        HandbookNote(
            420, "demographics disagree",
            """
            The list of demographics has another birth date or sex for the NHS number than the \
            record. Nothing of the record leaves; this is a warning.
            """,
            "Find out whose number it is."),
        HandbookNote(
            421, "too many demographics",
            "The demographics are more than can be held.",
            "Give only those of the practices' patients."),
        HandbookNote(
            422, "a key that others may read",
            "A key stands in a file that others on this machine may read.",
            "`chmod 600` the file; if others use the machine, make another key."),
        HandbookNote(
            423, "a folder that others may change",
            """
            Anybody may rename what stands in the folder of the output, or put something else \
            in its place. This is a warning.
            """,
            "`chmod o-w` the folder, unless nobody else uses the machine."),
        HandbookNote(
            424, "not a file of postcodes or areas",
            """
            A file that was given with `--postcodes` or `--deprivation` has not the columns \
            that it must have.
            """,
            """
            Give the ONS Postcode Directory with `--postcodes`, and File 7 of the English \
            Indices of Deprivation as CSV with `--deprivation`.
            """),
        HandbookNote(
            430, "the input ended within a record",
            "A stream ended in the middle of a record. The record was not read.",
            "Send it again, whole."),
        HandbookNote(
            431, "nobody reads the output",
            "Whoever read the stream is gone.",
            "Records without an acknowledgement must be sent again."),
        HandbookNote(
            432, "a table that is not published",
            """
            A table of counts could not be protected: too few people stand behind it. The rest \
            of the run goes on; this is a warning.
            """,
            "Make the table coarser, with wider bands of age or longer times."),
        HandbookNote(
            433, "something that needs an end",
            """
            Tables of counts, and `rare_codes`, need the records of everybody, and this run \
            does not have them.
            """,
            "Collect the records, and use `sluice convert` without `--changes-only`."),
        HandbookNote(
            434, "too few people look alike",
            """
            Rows have fewer people who look alike than the agreement demands with `k`. Nothing \
            was published, unless the agreement says `below_k: warn`.
            """,
            """
            Make the fields coarser, or say `below_k: warn`, and then `anonymity.json` has the \
            figures.
            """),
        HandbookNote(
            435, "a unit twice",
            "A spelling of a unit stands for two units. Case does not count.",
            "Keep one of the two."),
        HandbookNote(
            436, "a factor that cannot be used",
            """
            A factor or a bound of a measurement is no plain decimal, or not one that can be \
            counted with.
            """,
            "Write it as `0.45359237`."),
        HandbookNote(
            437, "a name of a rule of facts",
            "Two rules of facts have one name, or a score is named that no rule makes.",
            "Give each its own name, or take one that the message lists."),
        HandbookNote(
            438, "a rule of facts that cannot hold",
            "A rule holds for nobody or for everybody, or its bands do not ascend.",
            "Do what the message says; `Mappings/README.md` describes rules of facts."),
        HandbookNote(
            445, "professionals of one id that differ",
            """
            A professional or an organisation has one id and stands otherwise in one record \
            than in another of the same practice. The first of each stands; this is a warning.
            """,
            "Export the practice's records at one time."),
    ]
}
