/// What is said of bytes that are not read as a record: 1xx, reading.
extension Handbook {
    static let readingNotes: [HandbookNote] = [
        HandbookNote(
            101, "XML that is not well-formed",
            """
            A tag is not closed, closes another than it opened, or a sign stands where none \
            may. Of the record nothing is read; the run goes on with the next.
            """,
            """
            Ask the sender for the record anew. Do not mend it by hand: what is missing cannot \
            be known.
            """),
        HandbookNote(
            102, "JSON that breaks its grammar",
            """
            A comma, a quotation mark or a bracket is missing or too many, or a number is \
            malformed. Of the record nothing is read.
            """,
            "Ask the sender for the record anew."),
        HandbookNote(
            103, "a document type in XML",
            """
            The XML has `<!DOCTYPE ...>`. Records need none, and it can make a program read \
            other files, so none is ever processed.
            """,
            "Have the sender leave it out. A record that really came with one may be an attack."),
        HandbookNote(
            104, "nested too deeply",
            "Elements or values stand in one another more deeply than any record needs.",
            "Find out where the file comes from. It may be damaged, or made to harm."),
        HandbookNote(
            105, "too large a record",
            "One record has more bytes than may be held at once.",
            """
            Split the file: one record a file, or one a line. The message says whether the \
            rest of the file was read.
            """),
        HandbookNote(
            106, "too many parts in a record",
            "The record has more elements, attributes, members or names than any real one.",
            """
            Find out where the file comes from. Where several patients are in one file, split \
            it.
            """),
        HandbookNote(
            107, "not the encoding that it is said to be",
            """
            The bytes are no text in the encoding that the file declares; JSON is always \
            UTF-8.
            """,
            "Have the file exported again as UTF-8, or with the encoding that it has."),
        HandbookNote(
            108, "nothing there",
            "The file, or an archive, holds nothing, or only spaces.",
            "Look whether the export failed, and do it again."),
        HandbookNote(
            109, "an encoding that is not read",
            "The XML declares an encoding other than UTF-8, UTF-16, ISO-8859-1 or windows-1252.",
            "Have it exported as UTF-8."),
        HandbookNote(
            110, "cut off",
            "The file ends in the middle of a record or of an archive.",
            """
            Copy the file again, whole. What was read before this place counts; the message \
            says whether anything after it does.
            """),
        HandbookNote(
            111, "something after the end",
            "Something follows the JSON value that is neither an object nor an array.",
            """
            Have the file exported again; several records in one file are all objects, or all \
            one array.
            """),
        HandbookNote(
            112, "one name twice",
            """
            An object has two members of one name. If both say the same, or no mapping reads \
            either, this is a warning; else the record is not read, since a label or a mark of \
            error may stand in either.
            """,
            "Tell the sender: which of the two is meant, nobody can know."),
        HandbookNote(
            120, "an envelope that cannot be opened",
            "A message (ebXML, or several parts) is damaged, is cut off, or holds no record.",
            "Ask for the message anew."),
        HandbookNote(
            121, "a part of a record is missing",
            """
            The record came in several messages, and one that it names is not there. Nothing \
            of the record is read, since it would be incomplete.
            """,
            "Put all messages of the transfer into one folder, and give the folder."),
        HandbookNote(
            122, "a part of which the record is missing",
            "This is a part of a message that is not here. It is not read by itself.",
            "Put all messages of the transfer into one folder, and give the folder."),
        HandbookNote(
            123, "a damaged archive",
            "An archive, or a file in it, is damaged.",
            "Make the archive again."),
        HandbookNote(
            124, "an archive that unpacks to too much",
            "It unpacks to more than records do. Such archives are made to fill disks.",
            """
            Find out where the file comes from. If it is right, unpack it first and give the \
            files.
            """),
        HandbookNote(
            125, "an encrypted file in an archive",
            "A file in an archive is encrypted, and no password is ever asked for.",
            "Decrypt the archive first."),
        HandbookNote(
            126, "a name that leads out of its archive",
            """
            A file in an archive is called such as `../../x`. It was not read. No export makes \
            such names.
            """,
            "Find out who made the archive."),
        HandbookNote(
            127, "archives in archives",
            "Archives, or parts of messages, stand in one another more deeply than is followed.",
            "Unpack the outer ones first."),
        HandbookNote(
            128, "an archive of another kind",
            "A file in an archive is compressed in a way that is not read.",
            "Make the archive anew with the usual method, `deflate`."),
    ]
}
