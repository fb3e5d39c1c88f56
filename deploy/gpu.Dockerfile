# The lab on an NVIDIA GPU, through Dawn and Vulkan.
#   docker build -f deploy/gpu.Dockerfile -t batchmates-gpu:0.1.0 .
#   docker run --rm --gpus all -v "$PWD:/study" batchmates-gpu:0.1.0 certify --short
FROM node:24-bookworm-slim
# The loader, and what NVIDIA's driver is linked with; the driver itself comes from the host, whose kernel module must be of its version.
RUN apt-get update && apt-get install -y --no-install-recommends libvulkan1 libx11-6 libxext6 && rm -rf /var/lib/apt/lists/*
# NVIDIA's container toolkit brings Vulkan with `graphics` alone; left out it brings CUDA and no adapter is found.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics
WORKDIR /lab
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# A volume takes its owner from this folder.
RUN mkdir /study && chown node:node /study
WORKDIR /study
USER node
ENTRYPOINT ["/lab/deploy/lab"]
CMD ["--help"]
