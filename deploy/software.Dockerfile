# The lab on any machine: the CPU engine, and WebGPU on Chromium's software adapter.
#   docker build -f deploy/software.Dockerfile -t batchmates:0.1.0 .
FROM node:24-bookworm-slim
# Dawn in Node takes SwiftShader from beside Chromium, which nothing starts.
RUN apt-get update && apt-get install -y --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*
WORKDIR /lab
# Apart from the sources, so that a change of those does not install everything anew.
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
ENV BATCHMATES_ADAPTER=software
# Paths on a command line are the volume's, which takes its owner from this folder.
RUN mkdir /study && chown node:node /study
WORKDIR /study
USER node
ENTRYPOINT ["/lab/deploy/lab"]
CMD ["--help"]
