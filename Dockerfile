# NOT BUILT HERE: no step of this file is part of the tests. It is written for those who have
# containers and no Swift; please report what does not work.
#
#   docker build -t sluice .
#   docker run --rm -v "$PWD:/data" sluice convert records --agreement agreement.yaml --out feed

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libxml2-dev libsqlite3-dev zlib1g-dev pkg-config make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make install SCRATCH=/build DESTDIR=/image PREFIX=/usr/local

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libxml2 libsqlite3-0 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home sluice
COPY --from=build /image/ /
USER sluice
WORKDIR /data
ENTRYPOINT ["sluice"]
