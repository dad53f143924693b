/// The code sets that drafts name, to begin with where a folder has none.
///
/// Each holds few codes, and says where they were seen and where the complete set is.
public enum StarterCodeSets {
    /// The name of each set, and its file.
    public static let files: [(name: String, yaml: String)] = [
        ("legally-restricted", restricted), ("sexual-health", sexualHealth),
        ("diabetes", diabetes), ("hba1c", hba1c), ("third-party-agreed", agreed),
        ("third-party-refused", refused),
    ]

    private static let restricted = """
        # Two examples, so that the gate can be seen to work: THIS IS NOT THE COMPLETE SET. \
        Whoever has the
        # UK release and builds a terminology from it adds, and then relies on, the reference sets:
        #   - {refset: '1955841000000104'}
        #   - {refset: '1955851000000101'}
        code_set: legally-restricted
        version: '2026-11'
        title: What statutes keep from most recipients
        source: >-
          SNOMED CT ids of the published OneLondon filtering rules (NHSISL/Datasets, assisted
          fertilisation and gender related issues). The complete sets are the UK reference sets
          1955841000000104 (Human Fertilisation and Embryology Act 2008) and 1955851000000101 \
        (Gender
          Recognition Act 2004), whose members are licensed content
        entries: 2
        codes:
          - {snomed: '46249006', term: Heterologous artificial insemination}
          - {snomed: '407376001', term: Male-to-female transsexual}
        """ + "\n"

    private static let sexualHealth = """
        # Two examples: not the complete set. With a terminology, add {refset: \
        '999004381000000103'}.
        code_set: sexual-health
        version: '2026-11'
        title: Sexually transmitted disease, HIV among it
        source: >-
          SNOMED CT ids of the published OneLondon filtering rules (NHSISL/Datasets, sexually \
        transmitted
          disease). The complete set is the UK reference set 999004381000000103
        entries: 2
        codes:
          - {snomed: '737381004', term: HIV stage 4 (World Health Organization 2007)}
          - {snomed: '197997008', term: Chlamydial epididymitis}
        """ + "\n"

    private static let diabetes = """
        # A short list for the sample agreements; it is no clinical register definition.
        code_set: diabetes
        version: '2026-11.2'
        title: Diabetes mellitus
        source: >-
          SNOMED CT ids with the terms stated in public ECL examples and code lists; Read v2 \
        C10F. in
          published diabetes code lists; the kinds and stages of Greater Manchester's published \
        code sets;
          codes of Read v2 and CTV3 of Greater Manchester's published code sets
        entries: 3
        codes:
          - {snomed: '73211009', readv2: 'C10..', ctv3: 'C10..', term: Diabetes mellitus}
          - {snomed: '44054006', readv2: 'C10F.', ctv3: 'X40J5', term: Type 2 diabetes mellitus}
          - {snomed: '46635009', readv2: 'C10E.', ctv3: 'X40J4', term: Type 1 diabetes mellitus}
        """ + "\n"

    private static let hba1c = """
        code_set: hba1c
        version: '2026-11'
        title: Glycated haemoglobin, standardised
        source: >-
          Read v2 42W5. and CTV3 XaPbt of IFCC-standardised HbA1c in published code lists of Greater
          Manchester and of CALIBER studies, beside SNOMED CT 999791000000106
        entries: 1
        codes:
          - {snomed: '999791000000106', readv2: '42W5.', ctv3: 'XaPbt', term: Haemoglobin A1c \
        level - IFCC standardised}
        """ + "\n"

    private static let agreed = """
        code_set: third-party-agreed
        version: '2026-11'
        title: Consent to share with a named third party
        source: >-
          SNOMED CT 319951000000105 and CTV3 XaNwR in the consent codes of the Discovery query \
        library
          (DiscoveryQueryLibrary, WSIC views)
        entries: 1
        codes:
          - {snomed: '319951000000105', ctv3: 'XaNwR', term: Consent given to share patient data \
        with specified third party}
        """ + "\n"

    private static let refused = """
        code_set: third-party-refused
        version: '2026-11'
        title: Refusal, or its withdrawal, to share with a named third party
        source: >-
          SNOMED CT 320011000000108, Read v2 9NdH. and 9NdJ., CTV3 XaNwT and XaNwU in the consent \
        codes of
          the Discovery query library (DiscoveryQueryLibrary, WSIC views)
        entries: 2
        codes:
          - {snomed: '320011000000108', readv2: '9NdH.', ctv3: 'XaNwT', term: Declined consent to \
        share patient data with specified third party}
          - {readv2: '9NdJ.', ctv3: 'XaNwU', term: Withdrawn consent to share patient data with \
        specified third party}
        """ + "\n"
}
