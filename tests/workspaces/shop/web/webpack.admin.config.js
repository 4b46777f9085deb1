const path = require('path');
const base = require('./webpack.config.js');

module.exports = {
  ...base,
  entry: { admin: './src/admin.jsx' },
  output: {
    path: path.resolve(__dirname, 'dist', 'admin'),
    filename: '[name].[contenthash].js',
    publicPath: '/admin/',
  },
  optimization: {
    splitChunks: { chunks: 'all' },
    runtimeChunk: 'single',
  },
};
